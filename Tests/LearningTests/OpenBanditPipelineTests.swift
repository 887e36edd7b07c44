import Decisions
import Foundation
import Learning
import LearningTrials
import Seeds
import Testing

/// The Open Bandit Pipeline, as its makers publish it.
private enum OpenBanditPipeline {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Whether `scripts/setup --tests` could install it.
  static let isInstalled = (try? run(["-c", "import importlib.util as u; assert u.find_spec('obp')"]))?.code == 0

  /// What its estimators say of a log, the switched and the shrunk one at a threshold.
  static func estimates(_ log: PipelineLog) throws -> [String: Double] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try JSONEncoder().encode(log).write(to: file)
    let (code, out) = try run([repository + "/Tests/Clients/obp_estimating.py", file.path])
    try #require(code == 0)
    return try JSONDecoder().decode([String: Double].self, from: out)
  }

  private static func run(_ arguments: [String]) throws -> (code: Int32, out: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: repository + "/out/venv/bin/python")
    process.arguments = arguments
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, out)
  }
}

/// A log in the form that the package wants: what was done, and of all actions the chances and what is expected of them.
private struct PipelineLog: Encodable {
  var action: [Int]
  var reward: [Double]
  var pscore: [Double]
  var target: [[Double]]
  var expected: [[Double]]
  var threshold: Double

  /// What was logged on a campaign, a target policy over its items, and what our model expects of each.
  init(_ campaign: OpenBandit, shares: [Double], threshold: Double) throws {
    let choices = campaign.choices(shares: shares)
    action = campaign.items
    reward = campaign.clicks
    pscore = campaign.probabilities
    target = campaign.items.map { _ in shares }
    expected = choices.expectations(armsCount: campaign.itemsCount)
    self.threshold = threshold
  }

  init(_ made: LoggedChoices, threshold: Double) {
    action = made.action
    reward = made.reward
    pscore = made.pscore
    target = made.target
    expected = made.expected
    self.threshold = threshold
  }
}

/// A made log: choices among some actions by chances that differ from customer to customer, and what another policy would
/// have done.
private struct LoggedChoices {
  var action: [Int] = []
  var reward: [Double] = []
  var pscore: [Double] = []
  var target: [[Double]] = []
  var expected: [[Double]] = []

  init(actions: Int, rows: Int, isRare: Bool, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func chances(_ generator: inout SeededGenerator) -> [Double] {
      let weights = (0..<actions).map { _ in
        Elementary.exponential(generator.double(isRare ? -6...0 : -1...0))
      }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    for _ in 0..<rows {
      let logged = chances(&generator)
      var draw = generator.double(0...1)
      let done = logged.firstIndex { chance in
        draw -= chance
        return draw < 0
      }
      let action = done ?? actions - 1
      self.action.append(action)
      pscore.append(logged[action])
      target.append(chances(&generator))
      reward.append(generator.chance(0.05 + 0.3 * Double(action) / Double(actions)) ? generator.double(1...50) : 0)
      expected.append((0..<actions).map { _ in generator.double(0...5) })
    }
  }

  func log() throws -> OffPolicyLog {
    var log = OffPolicyLog()
    for row in action.indices {
      try log.append(
        reward: reward[row], loggedProbability: pscore[row], targetProbability: target[row][action[row]],
        expectedOfLogged: expected[row][action[row]],
        expectedOfTarget: zip(target[row], expected[row]).map { $0 * $1 }.reduce(0, +))
    }
    return log
  }
}

/// What a log tells about another policy, beside the figures of a package that others judge policies with.
@Suite(
  "Values of policies beside the Open Bandit Pipeline",
  .enabled(if: OpenBanditPipeline.isInstalled, "`scripts/setup --tests` installs obp"), .serialized)
struct OpenBanditPipelineTests {
  @Test(
    "every estimator says the same of the same log, to nine digits",
    arguments: [(3, 2_000, false), (20, 5_000, false), (8, 3_000, true), (2, 1, false)], [1, 2] as [UInt64])
  func estimators(_ size: (actions: Int, rows: Int, isRare: Bool), _ seed: UInt64) throws {
    let choices = LoggedChoices(actions: size.actions, rows: size.rows, isRare: size.isRare, seed: seed)
    let threshold = size.isRare ? 3.0 : 1.5
    let theirs = try OpenBanditPipeline.estimates(PipelineLog(choices, threshold: threshold))
    try compare(try choices.log(), theirs, threshold, "seed \(seed)")
  }

  /// Policies over the items of a campaign, valued by its logs with our model of clicks, which judges nobody that it has seen.
  @Test(
    "every estimator says the same of the Open Bandit Dataset",
    .enabled(if: PublicData.isThere("open-bandit/bts/men/men.csv"), "../shared/data/open-bandit is not here"),
    arguments: ["random/all", "random/men", "bts/all", "bts/men"])
  func campaigns(_ name: String) throws {
    let file = "open-bandit/\(name)/\(name.split(separator: "/")[1]).csv"
    let campaign = try OpenBandit(path: PublicData.path(file))
    for shares in [campaign.evenShares, campaign.risingShares] {
      let log = try campaign.choices(shares: shares).log()
      // One that leaves all weights as they are, and one that cuts the heaviest.
      for threshold in [1_000.0, 4] {
        let theirs = try OpenBanditPipeline.estimates(
          PipelineLog(campaign, shares: shares, threshold: threshold))
        try compare(log, theirs, threshold, name)
      }
    }
  }

  private func compare(_ log: OffPolicyLog, _ theirs: [String: Double], _ threshold: Double, _ name: String) throws {
    #expect(theirs.count == OffPolicyEstimator.allCases.count)
    for estimator in OffPolicyEstimator.allCases {
      let value = estimator.value(of: log, threshold: threshold)
      let expected = try #require(theirs[estimator.rawValue])
      #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)), "\(estimator), \(name): \(value), \(expected)")
    }
  }
}
