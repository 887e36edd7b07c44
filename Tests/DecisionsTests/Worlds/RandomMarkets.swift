import Decisions

/// Markets in which a few things are different.
extension RandomCharter {
  mutating func markets() -> [Market] {
    guard generator.chance(0.25) else { return [] }
    return (0..<generator.int(1...2)).map { n in market("market\(n)") }
  }

  private mutating func market(_ name: String) -> Market {
    var market = Market(
      name: name, countries: generator.some(["FR", "DE", "US"], 0.6), when: generator.chance(0.3) ? rule() : nil,
      floor: generator.chance(0.3) ? generator.double(0...2) : nil)
    for issue in charter.issues where generator.chance(0.3) {
      market.issueLevers[issue.name] = generator.double(-0.5...1)
    }
    for group in charter.groups where generator.chance(0.2) {
      market.groupLevers[group.name] = generator.double(-0.5...1)
    }
    for action in charter.actions {
      if generator.chance(0.1) { market.actionLevers[action.name] = generator.double(-0.5...1) }
      guard generator.chance(0.15) else { continue }
      market.actions.append(
        MarketAction(
          action: action.name, isActive: generator.chance(0.7),
          channels: generator.some(Array(charter.channels.indices), 0.4)))
    }
    for channel in charter.channels.indices where generator.chance(0.3) {
      market.channels.append(
        MarketChannel(
          channel: channel, isActive: generator.chance(0.8),
          purposes: generator.some(Array(charter.purposes.indices), 0.3),
          sendCost: generator.chance(0.5) ? generator.double(0...2) : nil,
          weightHundredths: generator.chance(0.4) ? generator.pick([0, 50, 200]) : nil,
          lever: generator.chance(0.4) ? generator.double(-0.3...0.6) : 0))
    }
    if generator.chance(0.5) { market.policy = policy() }
    let names = charter.policy.caps.map(\.rule.name) + charter.policy.hours.map(\.rule.name)
    market.rulesLeftOut = generator.some(Array(Set(names)).sorted(), 0.3)
    return market
  }
}
