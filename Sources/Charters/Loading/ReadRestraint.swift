import Decisions

extension CharterLoader {
  /// What holds back by what was learned, and how chance has a say.
  mutating func readRestraint(_ root: FileNode, _ compiler: RuleCompiler) {
    if let node = root["restraint"] {
      func price(_ kind: HazardKind) -> HazardPrices.Price {
        let price = node["prices"]?[kind.name]
        return HazardPrices.Price(
          amount: price?["amount"]?.number ?? 0, lifetimeShare: price?["lifetime_share"]?.number ?? 0)
      }
      let value = node["lifetime_value"].flatMap {
        compiler.quantity($0, bounds: 0...1e9, what: "a lifetime value")
      }
      charter.restraint = Restraint(
        prices: HazardPrices(
          unsubscribed: price(.unsubscribed), complained: price(.complained), blocked: price(.blocked),
          serviceCall: price(.serviceCall)),
        lifetimeValue: value ?? .constant(0), confidence: node["confidence"]?.number ?? 0,
        looksAhead: node["look_ahead"]?.flag ?? true, tiredSpacingSeconds: positive(node["tired_spacing"]))
      if node["lifetime_value"] == nil, let shared = sharedPrice(node["prices"]) {
        log.report(
          "restraint.lifetime", "a share of the lifetime value needs `lifetime_value` beside `prices`", at: shared)
      }
    }
    if let node = root["exploration"] {
      charter.exploration = Exploration(
        floor: node["floor"]?.number ?? 0, drawsFromBelief: node["thompson"]?.flag ?? false)
    }
  }

  private func sharedPrice(_ prices: FileNode?) -> FileNode? {
    for kind in HazardKind.allCases {
      if let share = prices?[kind.name]?["lifetime_share"], share.number ?? 0 > 0 { return share }
    }
    return nil
  }
}
