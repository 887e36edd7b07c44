import Decisions

extension CharterLoader {
  /// The roll-out of an action or of the charter; its own name, or else theirs, is the salt of the draw.
  mutating func readRollout(_ node: FileNode?, named owner: String, at place: FileNode) -> Rollout? {
    guard let node, node.isMapping else { return nil }
    let name = node["name"]?.text ?? owner
    guard declare(name, as: "roll-out", at: node["name"] ?? place) else { return nil }
    var steps: [RolloutStep] = []
    for item in node["steps"]?.items ?? [] {
      let step = rolloutStep(item)
      if steps.contains(where: { $0.holds(step) }) {
        log.report("rollout.idle", "this step reaches nobody whom a step above does not reach", at: item)
      }
      steps.append(step)
    }
    if steps.isEmpty, let list = node["steps"] {
      log.report("field.missing", "a roll-out needs at least one step", at: list)
    }
    let guards = (node["guards"]?.items ?? []).map { item in
      RolloutGuard(
        outcomes: item["outcomes"]?.names.compactMap(ContactOutcome.init(name:)) ?? [],
        tolerance: item["tolerance"]?.number ?? 0)
    }
    if !guards.isEmpty { checkComparisons(steps, node["steps"]?.items ?? []) }
    let standard = Rollout(name: name, steps: [])
    return Rollout(
      name: name, steps: steps, guards: guards, risk: node["risk"]?.number ?? standard.risk,
      holdSeconds: node["hold"]?.seconds ?? standard.holdSeconds)
  }

  /// Guard-rails compare customers of one region: where a step reaches all of them, and others are still to come, nobody is
  /// left to say whether it may go on.
  private func checkComparisons(_ steps: [RolloutStep], _ nodes: [FileNode]) {
    for (step, node) in zip(steps, nodes).dropLast() where step.pilots.isEmpty && step.share >= 1 {
      log.report(
        "rollout.incomparable",
        "this step reaches everybody in its places, so that its guard-rails have nobody there to compare them with: give it a "
          + "`share`, or put the roll-out on the next step by hand", at: node, severity: .warning)
    }
  }

  private func rolloutStep(_ node: FileNode) -> RolloutStep {
    if node["pilots"] != nil, let place = node["countries"] ?? node["regions"] ?? node["share"] {
      log.report("field.conflict", "a step is a list of pilots, or places and a share, not both", at: place)
    }
    for (key, digits) in [("countries", 2...2), ("regions", 4...6)] {
      for code in node[key]?.oneOrMany ?? [] {
        guard let text = code.text, !PlaceCode.isValid(text, digits) else { continue }
        let example = key == "countries" ? "an ISO 3166 code, such as FR" : "an ISO 3166-2 code, such as FR-IDF"
        log.report("code.invalid", "`\(text)` is not \(example)", at: code)
      }
    }
    return RolloutStep(
      countries: node["countries"]?.names ?? [], regions: node["regions"]?.names ?? [],
      share: node["share"]?.number ?? 1, pilots: node["pilots"]?.names ?? [])
  }
}

/// Codes of countries and regions.
enum PlaceCode {
  /// Whether a text is capital letters, digits and a hyphen of a plausible length.
  static func isValid(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
    let isLong = lengths.lowerBound > 2
    return lengths.contains(text.utf8.count) && text.utf8.contains(0x2D) == isLong
      && text.utf8.allSatisfy {
        (0x41...0x5A).contains($0) || (isLong && ((0x30...0x39).contains($0) || $0 == 0x2D))
      }
  }
}

extension RolloutStep {
  /// Whether everybody whom another step reaches is reached by this one.
  fileprivate func holds(_ other: RolloutStep) -> Bool {
    guard pilots.isEmpty else { return !other.pilots.isEmpty && Set(other.pilots).isSubset(of: pilots) }
    func holds(_ own: [String], _ others: [String]) -> Bool {
      own.isEmpty || (!others.isEmpty && Set(others).isSubset(of: own))
    }
    let isEverybody = countries.isEmpty && regions.isEmpty && share >= 1
    if isEverybody { return true }
    return other.pilots.isEmpty && holds(countries, other.countries) && holds(regions, other.regions)
      && share >= other.share
  }
}
