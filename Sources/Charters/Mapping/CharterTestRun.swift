import Decisions
import Journeys
import Times

/// What came of a charter's test.
public struct CharterTestResult: Sendable {
  /// The test.
  public var test: CharterTest
  /// What differs from what is expected; empty: the test passed.
  public var differences: [String]
}

extension CharterTest {
  /// Decides as the test says and compares.
  ///
  /// - Parameter journeys: triggers and journeys; without them nothing comes of the steps.
  public func run(
    _ snapshot: Snapshot, _ binder: CustomerBinder, journeys: JourneyPlan? = nil
  ) -> CharterTestResult {
    switch binder.bind(customer) {
    case .failure(let failure):
      return CharterTestResult(test: self, differences: failure.faults.map { "\($0.path): \($0.message)" })
    case .success(var state):
      let before = state
      let decision = decide(&state, occasion, snapshot, now: now)
      var found = differences(decision, before, snapshot)
      if !steps.isEmpty {
        let plan = journeys ?? JourneyPlan(JourneyCharter(), snapshot.plan)
        var run = CharterTestSteps(Timeline(before, plan, snapshot, now: now, isNew: isNew), plan, binder)
        found += run.differences(steps)
      }
      return CharterTestResult(test: self, differences: found)
    }
  }

  private func differences(_ decision: Decision, _ state: CustomerState, _ snapshot: Snapshot) -> [String] {
    let plan = snapshot.plan
    var differences: [String] = []
    func name(_ treatment: Int) -> String { plan.actionName(treatment) + "/" + plan.channelName(treatment) }
    func expect(_ what: String, _ wanted: String, _ got: String, isEqual: Bool) {
      if !isEqual { differences.append("\(what): expected \(wanted), got \(got)") }
    }
    let chosen = decision.choices.map { name($0.treatment) }
    if let wanted = expectation.chosen {
      let isEqual = wanted.count == chosen.count && zip(wanted, chosen).allSatisfy { CharterTest.matches($0, $1) }
      expect("chosen", shown(wanted), shown(chosen) + silenceReason(decision), isEqual: isEqual)
    }
    if let reason = expectation.reason {
      if case .abstain(let abstention) = decision.answer {
        expect("reason", reason.name, abstention.reason.name, isEqual: reason == abstention.reason)
      } else {
        expect("reason", reason.name, shown(chosen), isEqual: false)
      }
    }
    if let at = expectation.at {
      let got = decision.choices.first?.at
      expect("at", at.iso8601(), got?.iso8601() ?? "silence", isEqual: got == at)
    }
    let inspection = Inspection(state, snapshot, now: now, occasion: occasion)
    for (candidate, reason) in expectation.fates {
      let asked = plan.treatments.indices.filter { index in
        // An action alone means its candidates, those the occasion asks about; with a channel, whatever became of it.
        CharterTest.matches(candidate, name(index))
          && (candidate.contains("/") || decision.fates[index].reason != .notAsked)
      }
      if asked.isEmpty { differences.append("\(candidate): expected \(reason.name), got not_asked") }
      for index in asked {
        let fate = decision.fates[index].reason
        expect(name(index), reason.name, fate.name, isEqual: fate == reason)
      }
    }
    for (candidate, priority) in expectation.priorities {
      let candidates = plan.treatments.indices.filter { CharterTest.matches(candidate, name($0)) }
      let chosen = candidates.filter { index in decision.choices.contains { $0.treatment == index } }
      // Where the action was chosen, its priority is the one it was chosen with.
      for index in chosen.isEmpty ? candidates : chosen {
        let got = inspection.factors(index)?.priority
        let isEqual = got.map { Cents.of($0) == Cents.of(priority) } ?? false
        expect("priority of " + name(index), "\(priority)", got.map { Cents.text($0) } ?? "none", isEqual: isEqual)
      }
    }
    return differences
  }

  /// Whether `action` or `action/channel` names a candidate.
  static func matches(_ pattern: String, _ candidate: String) -> Bool {
    pattern == candidate || (!pattern.contains("/") && candidate.hasPrefix(pattern + "/"))
  }

  private func shown(_ names: [String]) -> String { names.isEmpty ? "silence" : names.joined(separator: ", ") }

  private func silenceReason(_ decision: Decision) -> String {
    if case .abstain(let abstention) = decision.answer { return " (\(abstention.reason.name))" }
    return ""
  }
}

/// Money in whole cents, halves away from zero.
enum Cents {
  static func of(_ amount: Double) -> Int {
    // A hair above, so that what was written as 1.005 is not rounded down because binary keeps it just below.
    Int((amount * 100 * (1 + 0x1p-50)).rounded(.toNearestOrAwayFromZero))
  }

  static func text(_ amount: Double) -> String {
    let cents = of(amount)
    let sign = cents < 0 ? "-" : ""
    let rest = abs(cents) % 100
    return "\(sign)\(abs(cents) / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
