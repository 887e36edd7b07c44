import Charters
import Decisions
import Testing

/// markets/: what differs for customers of some countries, and the gaps that are found.
@Suite struct MarketTests {
  private func charter(_ market: String) -> SmallCharter {
    var charter = SmallCharter().adding("laws: [FR, BR]", to: "charter.yaml")
    charter.texts["markets/br.yaml"] = market
    return charter
  }

  @Test func marketsAreRead() throws {
    let text = """
      name: br
      countries: [BR]
      when: customer.flag
      floor: 0.5
      levers: { sales: 0.1, loans: 0.2, card: 0.3 }
      channels: { email: { cost: 0.2, weight: 1.5, purposes: [marketing], lever: 0.4 }, call: { active: false } }
      actions: { card: { channels: [email] } }
      rules_left_out: [a-cap]
      policy: { spacing: [ { name: slow, least: 2d } ] }
      """
    let loaded = try CharterLoader.load(charter(text).files, zones: machineZones)
    let market = try #require(loaded.charter.markets.first)
    #expect(market.name == "br" && market.countries == ["BR"] && market.floor == 0.5 && market.when != nil)
    #expect(market.issueLevers == ["sales": 0.1] && market.groupLevers == ["loans": 0.2])
    #expect(market.actionLevers == ["card": 0.3])
    #expect(
      market.channels == [
        MarketChannel(channel: 0, purposes: [0], sendCost: 0.2, weightHundredths: 150, lever: 0.4),
        MarketChannel(channel: 1, isActive: false),
      ])
    let local = loaded.charter.adapted(to: market)
    #expect(local.policy.spacings.map(\.rule.name) == ["slow"])
    #expect(!local.policy.caps.contains { $0.rule.name == "a-cap" })
    // Law stays, and the market's own rules are not those of others.
    #expect(local.policy.caps.count == loaded.charter.policy.caps.count - 1)
    #expect(loaded.charter.policy.spacings.isEmpty)
    #expect(local.channels[0].sendCost == 0.2 && local.actions[0].treatments[0].lever == 0.4)
  }

  @Test(arguments: [
    ("name: br", "field.missing", "needs `countries`"),
    ("name: br\ncountries: [brazil]", "code.invalid", "ISO 3166"),
    ("name: br\ncountries: [BR]\nlevers: { slaes: 1 }", "name.unknown", "did you mean `sales`?"),
    ("name: br\ncountries: [BR]\nchannels: { emial: {} }", "name.unknown", "did you mean `email`?"),
    ("name: br\ncountries: [BR]\nactions: { crad: {} }", "name.unknown", "did you mean `card`?"),
    ("name: br\ncountries: [BR]\nactions: { card: { channels: [call] } }", "name.unknown", "not said on"),
    ("name: br\ncountries: [BR]\nrules_left_out: [a-cop]", "name.unknown", "did you mean `a-cap`?"),
    ("name: br\ncountries: [BR]\nchannels: { email: { active: false } }", "market.treatment", "active: false"),
    ("name: br\ncountries: [BR]\nchannels: { email: { purposes: [service] } }", "market.treatment", "`card`"),
    ("name: br\ncountries: [BR, CN]", "market.calendar", "none is shipped"),
    ("name: br\ncountries: [US]", "market.calendar", "add `US` to `laws`"),
    ("name: br\ncountries: [BR]\nwhen: events(\"login\").any()", "rule.unknown_name", "of attributes alone"),
    ("name: br\ncountries: [BR]\nwhen: inSegment(\"x\")", "rule.unknown_name", "of attributes alone"),
    ("name: br\ncountries: [BR]\npolicy: { limits: [] }", "field.unknown", "limits"),
  ])
  func aGapIsReportedAtItsPlace(_ text: String, _ code: String, _ says: String) {
    let faults = charter(text).faults
    #expect(faults.contains { $0.code == code && $0.message.contains(says) }, "\(faults.map(\.rendered))")
    #expect(faults.allSatisfy { $0.file == "markets/br.yaml" && $0.line > 0 }, "\(faults.map(\.rendered))")
  }

  @Test func aMarketThatNobodyReachesIsAMistake() {
    var charter = charter("name: br\ncountries: [BR]")
    charter.texts["markets/south.yaml"] = "name: south\ncountries: [BR]"
    let faults = charter.faults
    #expect(faults.map(\.code) == ["market.unreachable"])
    #expect(faults.first?.file == "markets/south.yaml" && faults.first?.line == 2)
    // With a condition on the first, the second has who is left.
    charter.texts["markets/br.yaml"] = "name: br\ncountries: [BR]\nwhen: customer.flag"
    #expect(charter.faults.isEmpty, "\(charter.faults.map(\.rendered))")
  }

  /// A market changes the version of a charter: its file can change a decision.
  @Test func marketsAreOfTheVersion() throws {
    func version(_ text: String) throws -> String {
      try CharterLoader.load(charter(text).files, zones: machineZones).charter.version
    }
    #expect(try version("name: br\ncountries: [BR]") != version("name: br\ncountries: [BR]\nfloor: 1"))
  }
}
