import ArgumentParser
import Decisions
import Foundation
import Hub
import Intake
import Learning
import Times

/// `mesure evaluate`: what another policy would have brought, from decisions that were made without it.
struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Value a charter, or another policy, from the log of decisions that were made without it.",
    discussion: """
      With --charter, from the log of a hub that is stopped: every decision is made again, by the charter that made it and \
      by the new one, and what chance tried tells what the new one would have brought. With a CSV file, from its \
      columns action, probability and reward, and the other policy from --policy or the column target. All estimates stand side by \
      side, with how much they rest on. Where the log cannot tell, it says why, and the program ends with 1. docs/OFFPOLICY.md \
      explains each figure.
      """)

  @Argument(help: "A CSV file of decisions, or - for standard input.")
  var decisions: String?

  @Option(help: "The folder of the charter to value, by the log of a hub.")
  var charter: String?

  @Option(
    help: "The policy to value a file by: `even` over its actions, or a CSV file of action, probability and context.")
  var policy: String?

  @Option(
    help: """
      What a column of the file is called, such as reward=click; may be given several times. There is \
      \(ChoicesTable.Role.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var column: [String] = []

  @Option(help: "Read only the rows of the file with this text in this column, such as position=1.")
  var only: String?

  @Option(
    help: """
      What came of a decision of the hub: converted, another outcome, amount (of conversions), event:NAME or amount:NAME \
      (of events).
      """)
  var reward = "converted"

  @Option(help: "How long after a decision that counts, such as 7d.")
  var within = "7d"

  @Option(help: "The greatest reward of one decision; greater ones count as this. Needed for exact bounds of amounts.")
  var rewardMax: Double?

  @Option(help: "About how many customers there are when it is decided; what holds at every look is tightest there.")
  var decideAt = Int(OffPolicyEvaluation.lookUsual)

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup var data: DataOptions

  func validate() throws {
    guard (decisions == nil) != (charter == nil) else {
      throw ValidationError("give a CSV file of decisions, or `--charter` to value it by the log of a hub")
    }
    if decisions == nil, policy != nil || !column.isEmpty || only != nil {
      throw ValidationError("`--policy`, `--column` and `--only` go with a file of decisions")
    }
    if decisions != nil, data.data != nil { throw ValidationError("`--data` goes with `--charter`") }
    guard decideAt > 0 else { throw ValidationError("`--decide-at` must be above 0") }
    if let rewardMax, !(rewardMax > 0 && rewardMax.isFinite) {
      throw ValidationError("`--reward-max` must be above 0")
    }
    _ = try columns()
    _ = try filter()
    _ = try rule()
  }

  func run() async throws {
    let report: EvaluationReport
    do {
      if let decisions {
        report = try file(decisions)
      } else {
        report = try await hub()
      }
    } catch let fault as OffPolicyFault {
      Console.error("\(fault) [\(fault.code)]")
      throw Ending.faults
    } catch {
      throw Failure.ending(error)
    }
    if json {
      FileHandle.standardOutput.write(Data(report.json))
    } else {
      print(report.text, terminator: "")
    }
    if report.verdict == .refused { throw Ending.faults }
  }

  // MARK: Files

  private func file(_ path: String) throws -> EvaluationReport {
    let table = try ChoicesTable(
      path: path, columns: try columns(), only: try filter(), needsTarget: policy == nil,
      rewardMax: rewardMax ?? .infinity)
    let asked: ChoicesTable.Policy = policy.map { $0 == "even" ? .even : .file($0) } ?? .column
    return report(try table.log(asked), rewardMax: rewardMax ?? (table.isBinary ? 1 : nil), rewardMin: table.rewardMin)
  }

  private func report(
    _ log: OffPolicyLog, unsupportedShare: Double = 0, rewardMax: Double?, rewardMin: Double,
    reading: CandidateReading? = nil
  ) -> EvaluationReport {
    EvaluationReport(
      evaluation: OffPolicyEvaluation(log, unsupportedShare: unsupportedShare),
      exact: rewardMin >= 0 ? rewardMax.map { WeightedRewardSequence(log, rewardMax: $0) } : nil,
      tightestAt: Double(decideAt), reading: reading)
  }

  private func columns() throws -> [ChoicesTable.Role: String] {
    var columns: [ChoicesTable.Role: String] = [:]
    for text in column {
      let (role, name) = try pair(text, "--column")
      guard let role = ChoicesTable.Role(rawValue: role) else {
        let roles = ChoicesTable.Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("a column holds no `\(role)`; it holds one of \(roles)")
      }
      columns[role] = name
    }
    return columns
  }

  private func filter() throws -> (column: String, text: String)? {
    guard let only else { return nil }
    let (column, text) = try pair(only, "--only")
    return (column, text)
  }

  private func pair(_ text: String, _ option: String) throws -> (String, String) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw ValidationError("`\(option) \(text)` should have the form NAME=VALUE")
    }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  // MARK: Hubs

  private func hub() async throws -> EvaluationReport {
    let folder = CharterFolder(path: charter ?? "")
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    let rule = try rule()
    let reading = try await data.withAuthority { authority in
      try await authority.reading(of: CandidateCharter(loaded), rule) { ProgressBar.show(count: $0, "decisions") }
    }
    ProgressBar.clear()
    guard !reading.choices.rows.isEmpty else {
      var counts = ""
      for gap in JudgementGap.allCases { if let count = reading.gaps[gap] { counts += " \(gap.rawValue): \(count)." } }
      throw IntakeFailure(
        message: "none of \(reading.decisionsCount) decisions in the log tells something of the charter.\(counts) "
          + "[log.empty]")
    }
    let rewards = reading.choices.rows.map(\.reward)
    return report(
      try reading.choices.log(), unsupportedShare: reading.unsupportedShare,
      rewardMax: rule.limit.isFinite ? rule.limit : nil, rewardMin: rewards.min() ?? 0, reading: reading)
  }

  private func rule() throws -> RewardRule {
    guard let seconds = try? DurationText.seconds(of: within), seconds > 0 else {
      throw ValidationError("`--within \(within)` is no duration; write 7d or 12h")
    }
    return RewardRule(source: try source(), withinSeconds: seconds, rewardMax: rewardMax ?? .infinity)
  }

  private func source() throws -> RewardRule.Source {
    if reward == "amount" { return .outcomeAmount }
    if let kind = FeedbackKind(name: reward) { return .outcome(kind) }
    for (prefix, make) in [
      ("event:", RewardRule.Source.event), ("amount:", RewardRule.Source.eventAmount),
    ] where reward.hasPrefix(prefix) && reward.count > prefix.count {
      return make(String(reward.dropFirst(prefix.count)))
    }
    let kinds = FeedbackKind.allCases.map(\.name).joined(separator: ", ")
    throw ValidationError("`--reward \(reward)` is none of amount, event:NAME, amount:NAME, \(kinds)")
  }
}
