import Decisions
import Expressions
import Foundation
import Learning
import LearningTrials
import Times

/// What learning propensities reaches on public logs, and what it costs.
///
///     LearningBenchmarks score DATA          the figures, beside their bars; ends with 1 when a bar does not hold
///     LearningBenchmarks time DATA           microseconds a row to predict and learn, by log, as JSON
///     LearningBenchmarks vowpal DATA FOLDER  writes the same rows in Vowpal Wabbit's form
///     LearningBenchmarks predict             microseconds to predict 400 candidates for one customer
@main
enum Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch (arguments.dropFirst().first, arguments.count) {
    case ("score", 3): if try !score(arguments[2]) { exit(1) }
    case ("time", 3): try time(arguments[2])
    case ("vowpal", 4): try vowpal(arguments[2], arguments[3])
    case ("predict", 2): predict()
    default:
      FileHandle.standardError.write(Data("usage: LearningBenchmarks score|time|vowpal|predict …\n".utf8))
      exit(64)
    }
  }

  private static func trials(_ data: String) throws -> [(name: String, trial: PropensityTrial)] {
    [
      ("bank", try .bank(path: data + "/bank-marketing/bank-additional-full.csv")),
      ("pega", try .pega(zipPath: data + "/pega-demo/hds.zip")),
    ]
  }

  private static func score(_ data: String) throws -> Bool {
    var holds = true
    func line(_ name: String, _ value: Double, _ bar: String, _ isHeld: Bool?) {
      let verdict = isHeld.map { $0 ? "holds" : "FAILS" } ?? ""
      print(name.padding(toLength: 44, withPad: " ", startingAt: 0), String(format: "%8.5f", value), bar, verdict)
      holds = holds && isHeld ?? true
    }
    for (name, trial) in try trials(data) {
      let score = trial.score(trial.run())
      let isBank = name == "bank"
      line(
        "\(name): log loss", score.logLoss, isBank ? "≤ 0.2738" : "≤ 0.2300", score.logLoss <= (isBank ? 0.2738 : 0.23))
      line("\(name): AUC", score.auc, isBank ? "≥ 0.799" : "≥ 0.788", score.auc >= (isBank ? 0.799 : 0.788))
      line(
        "\(name): AUC inside 20 blocks of time", score.aucInBlocks, isBank ? "≥ 0.585" : "",
        isBank ? score.aucInBlocks >= 0.585 : nil)
      line(
        "\(name): calibration error", score.calibrationError, isBank ? "≤ 0.006" : "",
        isBank ? score.calibrationError <= 0.006 : nil)
      guard !isBank else { continue }
      line(
        "\(name): log loss of \(score.firstCount) first responses", score.firstLogLoss, "≤ 0.236",
        score.firstLogLoss <= 0.236)
    }
    return holds
  }

  private static func time(_ data: String) throws {
    for (name, trial) in try trials(data) {
      let clock = ContinuousClock()
      func best(_ body: () -> Void) -> Double {
        let time = (0..<5).map { _ in clock.measure(body) }.min() ?? .zero
        let microseconds = Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6
        return microseconds / Double(trial.count)
      }
      var models = LearnedModels()
      // The first time over, models begin; the best is of those that go on.
      let (learning, keeping) = (best { _ = trial.run() }, best { trial.learn(into: &models) })
      print(
        "{\"log\": \"\(name)\", \"rows\": \(trial.count), \"microseconds_a_row\": \(learning),",
        "\"microseconds_a_row_kept\": \(keeping)}")
    }
  }

  private static func vowpal(_ data: String, _ folder: String) throws {
    for (name, trial) in try trials(data) {
      try (trial.vowpalLines.joined(separator: "\n") + "\n").write(
        toFile: "\(folder)/\(name).vw", atomically: true, encoding: .utf8)
    }
  }

  /// 100 actions on four channels, thirty features, half of them numbers, of a learner that has met 20,000 responses.
  private static func predict() {
    let charter = charter()
    let plan = CharterPlan(charter)
    let space = FeatureSpace(names: (0..<30).map { "feature\($0)" }, charter)
    var models = LearnedModels()
    var features = FeatureList()
    func row(_ number: UInt64) -> Row {
      var row = Row(slotCount: 30)
      for slot in 0..<15 { row.set(slot, word: (Chance.uniform(number, salt: UInt64(slot)) * 100).bitPattern) }
      for slot in 15..<30 { row.set(slot, word: UInt64(1 + Int(Chance.uniform(number, salt: UInt64(slot)) * 8))) }
      return row
    }
    for number in 0..<20_000 as Range<UInt64> {
      space.fill(&features, from: row(number))
      let action = Int(Chance.uniform(number, salt: 100) * 100)
      let names = ModelNames(
        issue: "sales", group: "cards", action: "action\(action)",
        channel: "channel\(Int(Chance.uniform(number, salt: 101) * 4))")
      models.learn(features, names, Response(isPositive: Chance.uniform(number, salt: 102) < 0.1))
    }
    let snapshot = LearnedPropensities(models.learner, version: models.version, plan: plan, space: space)
    let evaluator = ProgramEvaluator(ProgramSet(charter), now: Instant(secondsSince1970: 0))
    let subjects = (0..<64).map {
      Subject(
        customer: Customer(id: "c", slotCount: 30, purposeCount: 1, channelCount: 4), row: row(UInt64($0)),
        now: Instant(secondsSince1970: 0))
    }
    let mask = UnsafeMutablePointer<UInt64>.allocate(capacity: 7)
    mask.initialize(repeating: .max, count: 7)
    mask[6] = 0xFFFF
    let propensities = UnsafeMutablePointer<Double>.allocate(capacity: 400)
    let deviations = UnsafeMutablePointer<Double>.allocate(capacity: 400)
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<200 {
      let time = clock.measure {
        for subject in subjects {
          snapshot.writePropensities(
            of: CandidateMask(words: mask, wordCount: 7), for: subject, using: evaluator, into: propensities,
            deviations: deviations)
        }
      }
      times.append(Double(time.components.attoseconds) / 1e12 / Double(subjects.count))
    }
    times.sort()
    print(
      String(
        format: "predicting 400 candidates, 30 features: %.2f us at best, %.2f in the middle; bar 5", times[0],
        times[100]))
  }

  private static func charter() -> Charter {
    var charter = Charter()
    charter.slotTypes = (0..<30).map { $0 < 15 ? .double : .string }
    for text in 0..<8 { charter.symbols.insert("text\(text)") }
    charter.purposes = [Purpose(name: "marketing", kind: .marketing, needsConsent: false)]
    charter.channels = (0..<4).map {
      Channel(name: "channel\($0)", kind: .email, direction: .outbound, needsAddress: false)
    }
    charter.issues = [Issue(name: "sales")]
    charter.groups = [Group(name: "cards", issue: 0)]
    charter.actions = (0..<100).map { number in
      let treatments = (0..<4).map { channel in
        var treatment = Treatment(channel: channel, propensity: .constant(0.1))
        treatment.isLearned = true
        return treatment
      }
      return Action(name: "action\(number)", group: 0, purpose: 0, value: .constant(1), treatments: treatments)
    }
    return charter
  }
}
