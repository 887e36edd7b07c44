import Decisions
import Testing
import Times

/// Small worlds, looked through from end to end.
@Suite struct SmallWorldTests {
  /// Every order of three contacts, in every state, against caps of every size and a spacing.
  @Test func threeContactsInEveryOrderAndState() {
    var world = World()
    world.offer("lamp", on: ["email", "sms", "letter"])
    var counted = Scope()
    counted.channels = ["email", "sms"]
    let rule = ContactRule(name: "rule")
    let policies =
      (0...3).map { max in
        ContactPolicy(caps: [
          Cap(rule: rule, counts: counted, measure: .contacts([Limit(max: max, window: .rolling(seconds: 7200))]))
        ])
      } + [ContactPolicy(spacings: [Spacing(rule: rule, counts: counted, seconds: 7200)])]
    // Two of the three moments lie within two hours, one just outside.
    let moments = [world.now - 7200, world.now - 7199, world.now - 60]
    world.occasion.channels = ["letter"]
    for (number, policy) in policies.enumerated() {
      var charter = world.charter
      charter.policy = policy
      let plan = CharterPlan(charter)
      let workspace = Workspace(plan)
      let snapshot = Snapshot(plan: plan)
      for order in permutations([0, 1, 2]) {
        for code in 0..<512 {
          let contacts = ["email", "sms", "letter"].enumerated().map { n, channel in
            let state = ContactState.allCases[code >> (3 * n) & 7]
            return world.contact("lamp", on: channel, moments[order[n]], state: state)
          }
          let counting = contacts.prefix(2).filter { $0.state.counts && $0.at > moments[0] }.count
          let isForbidden = number == 4 ? counting > 0 : counting >= number
          // The ledger is the same whatever the order in which it learned of the contacts.
          for insertion in [contacts, contacts.reversed()] {
            var state = world.state
            for contact in insertion { state.ledger.insert(contact) }
            let decision = decide(&state, world.occasion, snapshot, now: world.now, workspace: workspace)
            guard decision.choices.isEmpty == isForbidden else {
              Issue.record("policy \(number), order \(order), states \(contacts.map(\.state))")
              return
            }
          }
        }
      }
    }
  }

  /// Five candidates worth 1 to 5, on channels of their own.
  static func five(_ order: [Int]) -> World {
    var world = World()
    for worth in order { world.offer("worth\(worth)", worth: Double(worth), on: worth % 2 == 0 ? ["email"] : ["sms"]) }
    return world
  }

  /// The best wins whatever else is there, so leaving out a loser never changes the winner.
  @Test func everySubsetOfFive() {
    let world = Self.five([2, 5, 1, 4, 3])
    for subset in 1..<32 {
      let present = (1...5).filter { subset >> ($0 - 1) & 1 == 1 }
      var part = world
      part.charter.actions = world.charter.actions.filter { action in present.contains { action.name == "worth\($0)" } }
      let winner = present.max()!
      #expect(part.said() == ["worth\(winner) on \(winner % 2 == 0 ? "email" : "sms")"])
      // Asking about them only is the same as having them only.
      var asked = world
      asked.occasion.actions = present.map { "worth\($0)" }
      #expect(asked.said() == part.said())
      // And so is having the others stopped by hand.
      var stopped = world
      stopped.availability.stoppedActions = Set((1...5).filter { !present.contains($0) }.map { "worth\($0)" })
      #expect(stopped.said() == part.said())
    }
  }

  /// Under one free slot the best wins, not the first, in every order of the actions.
  @Test func theBestWinsTheOnlySlot() {
    for order in permutations([1, 2, 3, 4, 5]) {
      var world = Self.five(order)
      world.occasion.answersMax = 4
      world.charter.policy.caps = [
        Cap(rule: ContactRule(name: "one"), measure: .contacts([Limit(max: 1, window: .day)]))
      ]
      #expect(world.said() == ["worth5 on sms"], "\(order)")
      let fates = world.decision().fates.map(\.reason)
      #expect(fates.filter { $0 == .cap }.count == 4, "\(order)")
      world.charter.policy.caps[0].measure = .contacts([Limit(max: 2, window: .day)])
      #expect(world.said() == ["worth5 on sms", "worth4 on email"], "\(order)")
    }
  }

  /// Between equals the lower number wins: the action that the charter lists first, then the treatment it lists first.
  @Test func tiesGoByNumber() {
    for order in permutations(["lamp", "sofa", "card"]) {
      var world = World()
      for name in order { world.offer(name, worth: 5, on: ["sms", "email"]) }
      #expect(world.said() == ["\(order[0]) on sms"])
    }
  }

  private func permutations<Value>(_ values: [Value]) -> [[Value]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }
}
