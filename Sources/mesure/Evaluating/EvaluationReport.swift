import Foundation
import Hub
import Learning
import Records
import Statistics

/// What a log says of a policy that did not make it, for people and for programs.
struct EvaluationReport {
  /// What a reader concludes.
  enum Verdict: String {
    case better, worse, undecided, refused
  }

  let evaluation: OffPolicyEvaluation
  /// Bounds without approximation; nothing where nobody says what the greatest reward is.
  let exact: WeightedRewardSequence?
  /// About how many customers there are when it is decided.
  let tightestAt: Double
  /// Of the log of a hub: what it holds besides.
  var reading: CandidateReading?

  /// What to think of it: by the interval that holds at every look.
  var verdict: Verdict {
    if evaluation.refusal != nil { return .refused }
    let interval = differenceAtEveryLook
    return interval.lower > 0 ? .better : interval.upper < 0 ? .worse : .undecided
  }

  private var valueAtEveryLook: Interval {
    evaluation.intervalAtEveryLook(evaluation.reading, tightestAt: tightestAt)
  }

  private var differenceAtEveryLook: Interval {
    evaluation.differenceIntervalAtEveryLook(evaluation.reading, tightestAt: tightestAt)
  }

  // MARK: For people

  /// The table, and the sentence.
  var text: String {
    var text = readingText
    let evaluation = evaluation
    text += "\(evaluation.count) decisions of \(evaluation.customersCount) customers, worth "
    text +=
      "\(Self.short(evaluation.effectiveSize)) decisions and \(Self.short(evaluation.effectiveCustomers)) customers "
    text += "of the new policy; largest weight \(Self.short(evaluation.weightMax)), "
    text += "mean \(Self.short(evaluation.weightMean))\n"
    text +=
      "what was logged came to \(Self.number(evaluation.loggedValue)) ± \(Self.number(evaluation.loggedError))\n\n"
    text += Self.row("", "value", "±", "difference", "±", "weights up to")
    for estimate in evaluation.estimates {
      let isRead = estimate.estimator == evaluation.reading.estimator
      text += Self.row(
        (isRead ? "* " : "  ") + estimate.estimator.words, Self.number(estimate.value),
        Self.number(estimate.standardError), Self.number(estimate.difference), Self.number(estimate.differenceError),
        estimate.threshold.isFinite ? Self.short(estimate.threshold) : estimate.estimator.isTuned ? "all" : "")
    }
    text += "\n95 %, at this look:    value \(Self.range(evaluation.interval(evaluation.reading)))"
    text += ", difference \(Self.range(evaluation.differenceInterval(evaluation.reading)))\n"
    text += "95 %, at every look:   value \(Self.range(valueAtEveryLook))"
    text += ", difference \(Self.range(differenceAtEveryLook))\n"
    if let exact {
      text += "the same, exactly:     value \(Self.range(exact.valueInterval()))"
      text += ", difference \(Self.range(exact.differenceInterval()))\n"
    }
    return text + "\n" + sentence + "\n"
  }

  /// The verdict in one sentence; where it is refused, one for each reason.
  var sentence: String {
    let estimate = evaluation.reading
    let interval = "\(Self.range(differenceAtEveryLook)) at 95 %, however often one looks"
    let difference = "\(Self.number(estimate.difference)) a decision beside what was logged (\(interval))"
    switch verdict {
    case .refused: return evaluation.refusals.map { "refused: \($0) [\($0.code)]" }.joined(separator: "\n")
    case .better: return "better: the new policy brings \(difference)"
    case .worse: return "worse: the new policy brings \(difference)"
    case .undecided: return "not told apart: the new policy brings \(difference)"
    }
  }

  private var readingText: String {
    guard let reading else { return "" }
    let told = reading.choices.rows.count
    var text = "\(reading.decisionsCount) decisions in the log, of which \(told) tell something of the new charter; in "
    text += "\(reading.alikeCount) it would have answered the same\n"
    for gap in JudgementGap.allCases {
      if let count = reading.gaps[gap] { text += "  left out: \(count) \(gap.words)\n" }
    }
    if reading.unsupportedShare > 0 {
      text += "  \(Self.short(100 * reading.unsupportedShare)) % of what it would answer could never have been logged\n"
    }
    return text
  }

  private static func row(_ cells: String...) -> String {
    let widths = [28, 12, 12, 12, 12, 14]
    var line = ""
    for (index, cell) in cells.enumerated() {
      let space = String(repeating: " ", count: max(0, widths[index] - cell.count))
      line += index == 0 ? cell + space : space + cell
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line + "\n"
  }

  private static func number(_ value: Double) -> String {
    let text = String(format: "%.6f", value)
    return text == "-0.000000" ? "0.000000" : text
  }

  private static func short(_ value: Double) -> String { String(format: "%.4g", value) }

  private static func range(_ interval: Interval) -> String {
    interval == .everything ? "unknown" : "\(number(interval.lower)) to \(number(interval.upper))"
  }
}

extension EvaluationReport {
  // MARK: For programs

  /// Everything as one JSON object; what is not known is null.
  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("verdict")
    json.string(verdict.rawValue)
    json.key("sentence")
    json.string(sentence)
    json.key("refusals")
    json.beginArray()
    for refusal in evaluation.refusals {
      json.beginObject()
      json.key("code")
      json.string(refusal.code)
      json.key("message")
      json.string(refusal.description)
      json.endObject()
    }
    json.endArray()
    writeFigures(into: &json)
    json.key("estimates")
    json.beginArray()
    for estimate in evaluation.estimates { write(estimate, into: &json) }
    json.endArray()
    writeReading(into: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private func writeFigures(into json: inout JSONWriter) {
    json.key("decisions")
    json.int(evaluation.count)
    json.key("customers")
    json.int(evaluation.customersCount)
    let figures: [(StaticString, Double)] = [
      ("effective_decisions", evaluation.effectiveSize), ("effective_customers", evaluation.effectiveCustomers),
      ("weight_max", evaluation.weightMax), ("weight_mean", evaluation.weightMean),
      ("unsupported_share", evaluation.unsupportedShare), ("logged_value", evaluation.loggedValue),
      ("logged_error", evaluation.loggedError),
    ]
    for (key, value) in figures {
      json.key(key)
      Self.write(value, into: &json)
    }
    json.key("read")
    json.string(evaluation.reading.estimator.code)
    let intervals: [(StaticString, Interval?)] = [
      ("value_interval", evaluation.interval(evaluation.reading)),
      ("difference_interval", evaluation.differenceInterval(evaluation.reading)),
      ("value_at_every_look", valueAtEveryLook), ("difference_at_every_look", differenceAtEveryLook),
      ("value_exactly", exact?.valueInterval()), ("difference_exactly", exact?.differenceInterval()),
    ]
    for (key, interval) in intervals {
      json.key(key)
      guard let interval, interval != .everything else {
        json.null()
        continue
      }
      json.beginArray()
      Self.write(interval.lower, into: &json)
      Self.write(interval.upper, into: &json)
      json.endArray()
    }
  }

  private func write(_ estimate: OffPolicyEstimate, into json: inout JSONWriter) {
    json.beginObject()
    json.key("estimator")
    json.string(estimate.estimator.code)
    let figures: [(StaticString, Double)] = [
      ("value", estimate.value), ("error", estimate.standardError), ("difference", estimate.difference),
      ("difference_error", estimate.differenceError), ("threshold", estimate.threshold), ("shift", estimate.shift),
    ]
    for (key, value) in figures {
      json.key(key)
      Self.write(value, into: &json)
    }
    json.endObject()
  }

  private func writeReading(into json: inout JSONWriter) {
    guard let reading else { return }
    json.key("log_decisions")
    json.int(reading.decisionsCount)
    json.key("answered_alike")
    json.int(reading.alikeCount)
    json.key("left_out")
    json.beginObject()
    for gap in JudgementGap.allCases {
      guard let count = reading.gaps[gap] else { continue }
      json.key(string: gap.code)
      json.int(count)
    }
    json.endObject()
  }

  private static func write(_ value: Double, into json: inout JSONWriter) {
    if value.isFinite { json.double(value) } else { json.null() }
  }
}

extension OffPolicyEstimator {
  /// What people read.
  fileprivate var words: String {
    switch self {
    case .directMethod: "direct method"
    case .inversePropensity: "inverse propensity"
    case .selfNormalized: "self-normalized"
    case .doublyRobust: "doubly robust"
    case .switchDoublyRobust: "switch, doubly robust"
    case .shrunkDoublyRobust: "shrunk, doubly robust"
    }
  }

  /// What programs read.
  fileprivate var code: String {
    switch self {
    case .directMethod: "direct"
    case .inversePropensity: "ips"
    case .selfNormalized: "snips"
    case .doublyRobust: "dr"
    case .switchDoublyRobust: "switch_dr"
    case .shrunkDoublyRobust: "shrunk_dr"
    }
  }
}

extension JudgementGap {
  /// What people read after a number.
  fileprivate var words: String {
    switch self {
    case .proposal: "proposals, which nobody was told of"
    case .tooYoung: "too young to know what came of them"
    case .sameDraw: "on the same draw as one before, on the same day"
    case .chanceUntold: "in which the log does not tell the chance of what was drawn from belief"
    case .lost: "which can no longer be made again"
    case .changed: "which come out otherwise than they were recorded"
    case .unreadable: "which the new charter cannot be asked about: attributes of that moment do not fit it"
    }
  }

  /// What programs read.
  fileprivate var code: String {
    switch self {
    case .proposal: "proposal"
    case .tooYoung: "too_young"
    case .sameDraw: "same_draw"
    case .chanceUntold: "chance_untold"
    case .lost: "lost"
    case .changed: "changed"
    case .unreadable: "unreadable"
    }
  }
}
