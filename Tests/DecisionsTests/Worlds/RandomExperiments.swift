import Decisions
import Seeds
import Times

/// Experiments of every kind, several at once.
extension RandomCharter {
  mutating func experiments() -> [Experiment] {
    guard generator.chance(0.4) else { return [] }
    return (0..<generator.int(1...3)).map { n in experiment("experiment\(n)") }
  }

  private mutating func experiment(_ name: String) -> Experiment {
    var experiment = Experiment(name: name)
    experiment.unit = generator.pick([.customer, .customer, .household, .region])
    experiment.layer = generator.pick(["", "", "offers"])
    if generator.chance(0.3) { experiment.slice = generator.pick([0..<0.5, 0.5..<1, 0.25..<0.75]) }
    if generator.chance(0.2) { experiment.who = rule() }
    if generator.chance(0.2) { experiment.from = generator.pick(RandomMoments.anchors) }
    if generator.chance(0.2) { experiment.until = generator.pick(RandomMoments.anchors) + Int64(generator.int(0...2)) }
    if generator.chance(0.2) { experiment.rotationSeconds = generator.pick(RandomMoments.lengths) }
    let count = generator.int(2...3)
    experiment.arms = (0..<count).map { n in
      ExperimentArm(name: "arm\(n)", share: n == count - 1 ? 1 - 0.25 * Double(count - 1) : 0.25)
    }
    experiment.control = generator.int(0...count - 1)
    if generator.chance(0.1) { experiment.arms[0].regions = ["FR-57"] }
    // One kind of question each, now and then two.
    for _ in 0..<generator.pick([1, 1, 2]) { ask(generator.int(0...5), &experiment) }
    return experiment
  }

  private mutating func ask(_ kind: Int, _ experiment: inout Experiment) {
    for index in experiment.arms.indices where generator.chance(0.7) {
      var arm = experiment.arms[index]
      switch kind {
      case 0: arm.heldBack = scope()
      case 1:
        for action in generator.some(charter.actions, 0.4) {
          let channel = generator.chance(0.3) ? generator.pick(action.treatments).channel : nil
          arm.treatments.append(
            ArmTreatment(action: action.name, channel: channel.map { charter.channels[$0].name } ?? ""))
        }
      case 2: arm.rulesOff = ruleNames(0.5)
      case 3: arm.rulesOn = ruleNames(0.3)
      case 4:
        for group in charter.groups where generator.chance(0.4) {
          arm.groupLevers[group.name] = generator.double(-0.5...1)
        }
        for issue in charter.issues where generator.chance(0.3) {
          arm.issueLevers[issue.name] = generator.double(-0.5...1)
        }
        for action in charter.actions where generator.chance(0.1) { arm.actionLevers[action.name] = 0.5 }
        if generator.chance(0.4) { arm.floor = generator.double(0...3) }
      default: arm.mode = generator.pick(ArbitrationMode.allCases)
      }
      experiment.arms[index] = arm
    }
  }

  private mutating func ruleNames(_ chance: Double) -> [String] {
    let policies = [charter.policy] + charter.markets.map(\.policy)
    var names: Set<String> = []
    for policy in policies {
      names.formUnion(policy.caps.map(\.rule.name))
      names.formUnion(policy.spacings.map(\.rule.name))
      names.formUnion(policy.hours.map(\.rule.name))
      names.formUnion(policy.suppressions.map(\.rule.name))
      names.formUnion(policy.pendings.map(\.rule.name))
      names.formUnion(policy.pauses.map(\.name))
    }
    return generator.some(names.sorted(), chance)
  }
}
