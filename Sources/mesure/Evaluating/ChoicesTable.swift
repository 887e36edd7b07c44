import Decisions
import Intake
import Learning

/// Decisions of a plain file, a row each, and what another policy would have done.
struct ChoicesTable {
  /// What the columns hold, and what is known of them.
  enum Role: String, CaseIterable {
    /// What was done.
    case action
    /// The probability with which it was done.
    case probability
    /// What came of it.
    case reward
    /// The probability with which the other policy would have done it.
    case target
    /// Whom it was about.
    case customer
    /// What decides about the policy and may matter to the reward, such as the place of an offer.
    case context
    /// What a model of the reader's expects of what was done.
    case expected
    /// What that model expects of the other policy.
    case expectedTarget = "expected_target"
  }

  /// The other policy.
  enum Policy {
    /// As the column `target` says.
    case column
    /// Every action of the file alike.
    case even
    /// As a file says: columns `action`, `probability` and, where it depends on it, `context`.
    case file(String)
  }

  private struct Line {
    var action: Int
    var context: Int
    var reward: Double
    var probability: Double
    var target: Double?
    var expected: (logged: Double, target: Double)?
    var customer: UInt64
  }

  private var lines: [Line] = []
  private var actions: [String: Int] = [:]
  private var contexts: [String: Int] = [:]
  private let rewardMax: Double

  /// Whether every reward is 0 or 1.
  var isBinary: Bool { lines.allSatisfy { $0.reward == 0 || $0.reward == 1 } }
  /// The least reward.
  var rewardMin: Double { lines.lazy.map(\.reward).min() ?? 0 }

  /// Reads a file.
  /// - Parameters:
  ///   - columns: what columns are called that are not called by their role.
  ///   - only: rows with another text in that column are left out.
  ///   - needsTarget: whether only the file's rows tell what the other policy would have done.
  ///   - rewardMax: greater rewards count as this.
  init(
    path: String, columns: [Role: String], only: (column: String, text: String)?, needsTarget: Bool,
    rewardMax: Double
  ) throws {
    self.rewardMax = rewardMax
    var names: [String: String] = [:]
    for role in Role.allCases { names[role.rawValue] = columns[role] ?? role.rawValue }
    if let only { names["only"] = only.column }
    var needed = [Role.action, .probability, .reward].map(\.rawValue) + columns.keys.map(\.rawValue).sorted()
    if needsTarget { needed.append(Role.target.rawValue) }
    if only != nil { needed.append("only") }
    var number: UInt64 = 0
    try PlainTable.read(path, columns: names, needed: needed) { row in
      number += 1
      // Every action of the file is one that the policy could choose, shown in these rows or not.
      let action = Self.number(of: row.text("action") ?? "", in: &actions)
      if let only, row.text("only") != only.text { return }
      try take(row, action, number)
    }
    guard !lines.isEmpty else { throw IntakeFailure(message: "\(path): there is no decision to judge [log.empty]") }
  }

  private mutating func take(_ row: PlainTable.Row, _ action: Int, _ number: UInt64) throws {
    let probability = try row.number("probability") ?? 0
    guard probability > 0, probability <= 1 else {
      throw row.fault(
        "offpolicy_logged_probability",
        "`\(probability)` is no probability above 0 and up to 1; only logged chance can be judged", "probability")
    }
    let target = try row.number("target")
    if let target, !(0...1).contains(target) {
      throw row.fault("offpolicy_target_probability", "`\(target)` is no probability from 0 to 1", "target")
    }
    var expected: (logged: Double, target: Double)?
    if let logged = try row.number("expected"), let other = try row.number("expected_target") {
      expected = (logged, other)
    }
    lines.append(
      Line(
        action: action, context: Self.number(of: row.text("context") ?? "", in: &contexts),
        reward: min(try row.number("reward") ?? 0, rewardMax), probability: probability, target: target,
        expected: expected,
        customer: row.text("customer").map { Chance.key(of: $0) } ?? number))
  }

  private static func number(of text: String, in numbers: inout [String: Int]) -> Int {
    if let number = numbers[text] { return number }
    numbers[text] = numbers.count
    return numbers.count - 1
  }

  /// The log, with the reader's expectations where the file has them, and else with those of a model that is learned from it.
  func log(_ policy: Policy) throws -> OffPolicyLog {
    let probabilities = try probabilities(policy)
    if lines.allSatisfy({ $0.expected != nil }) {
      var log = OffPolicyLog()
      for line in lines {
        guard let expected = line.expected else { continue }
        try log.append(
          reward: line.reward, loggedProbability: line.probability, targetProbability: target(line, probabilities),
          expectedOfLogged: expected.logged, expectedOfTarget: expected.target, cluster: line.customer)
      }
      return log
    }
    var choices = OffPolicyChoices()
    // Without the policy's other answers, only what all answers have in common can be expected of it.
    let policies =
      probabilities?.map { shares in
        choices.add(policy: shares.enumerated().map { OffPolicyChoices.Answer(arm: $0, probability: $1) })
      } ?? contexts.map { _ in choices.add(policy: [OffPolicyChoices.Answer(arm: 0, probability: 1)]) }
    for line in lines {
      choices.append(
        OffPolicyChoices.Row(
          reward: line.reward, loggedProbability: line.probability,
          targetProbability: target(line, probabilities), arm: probabilities == nil ? 0 : line.action,
          context: line.context, cluster: line.customer, policy: policies[line.context]))
    }
    return try choices.log()
  }

  private func target(_ line: Line, _ probabilities: [[Double]]?) -> Double {
    probabilities.map { $0[line.context][line.action] } ?? line.target ?? 0
  }

  /// The probabilities of all actions by context; nothing where only the file's rows tell.
  private func probabilities(_ policy: Policy) throws -> [[Double]]? {
    switch policy {
    case .column: return nil
    case .even:
      return contexts.map { _ in [Double](repeating: 1 / Double(actions.count), count: actions.count) }
    case .file(let path): return try probabilities(ofFile: path)
    }
  }

  private func probabilities(ofFile path: String) throws -> [[Double]] {
    let needed = contexts.count > 1 ? ["action", "probability", "context"] : ["action", "probability"]
    let columns = ["action": "action", "probability": "probability", "context": "context"]
    var shares = contexts.map { _ in [Double](repeating: 0, count: actions.count) }
    var sums = contexts.map { _ in 0.0 }
    try PlainTable.read(path, columns: columns, needed: needed) { row in
      let name = contexts.count > 1 ? row.text("context") ?? "" : contexts.keys.first ?? ""
      // Contexts that the log does not have decide nothing.
      guard let context = contexts[name] else { return }
      let probability = try row.number("probability") ?? 0
      guard (0...1).contains(probability) else {
        throw row.fault("offpolicy_target_probability", "`\(probability)` is no probability", "probability")
      }
      sums[context] += probability
      if let action = actions[row.text("action") ?? ""] { shares[context][action] += probability }
    }
    for (name, context) in contexts.sorted(by: { $0.value < $1.value }) where (sums[context] - 1).magnitude > 1e-6 {
      throw IntakeFailure(
        message: "\(path): the probabilities in context `\(name)` are \(sums[context]) together and should be 1 "
          + "[policy.sum]")
    }
    return shares
  }
}
