import Foundation
import Learning
import LearningTrials

/// What contact adds, on Hillstrom's test, and four estimators on the Open Bandit Dataset.
///
///     EffectBenchmarks DATA      the folder that holds hillstrom and open-bandit; ends with 1 when a bar does not hold
@main
enum Main {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: EffectBenchmarks DATA\n".utf8))
      exit(64)
    }
    let folder = CommandLine.arguments[1]
    let holds = try hillstrom(folder + "/hillstrom/hillstrom-even.csv")
    for file in ["random/all/all", "random/men/men", "bts/all/all", "bts/men/men"] {
      try openBandit(folder + "/open-bandit/\(file).csv", name: file)
    }
    if !holds { exit(1) }
  }

  private static func hillstrom(_ path: String) throws -> Bool {
    let data = try Hillstrom(path: path)
    let clock = ContinuousClock()
    var learner = try EffectLearner()
    let seconds = try clock.measure { for row in 0..<data.count { try learner.learn(data.example(row)) } }
    print("learning \(data.count) examples once: \(seconds), \(learner.encode().count) bytes encoded")
    let trial = try HillstromTrial(data)
    print("cost  silence best arm response effect | effect-best   SE    effect-response SE | mailed same verdict")
    var holds = true
    for cost in HillstromTrial.costs {
      let row = trial.row(cost: cost)
      print(
        String(
          format: "%.2f   %.4f   %.4f   %.4f %.4f |   %+.4f   %.4f     %+.4f    %.4f |  %3.0f %%  %3.0f %% %@",
          row.cost,
          row.silence, row.bestArm, row.byResponse, row.byEffect, row.gain.value, row.gain.standardError,
          row.gainOverResponse.value, row.gainOverResponse.standardError, row.mailedShare * 100, row.sameShare * 100,
          row.holds ? "holds" : "FAILS"))
      holds = holds && row.holds
    }
    return holds
  }

  private static func openBandit(_ path: String, name: String) throws {
    let campaign = try OpenBandit(path: path)
    let evaluation = OffPolicyEvaluation(try campaign.choices(shares: campaign.risingShares).log())
    print(
      String(
        format: "%@: worth %.1f decisions, largest weight %.3f", name, evaluation.effectiveSize, evaluation.weightMax))
    for estimate in evaluation.estimates {
      print(
        String(
          format: "  %@ %.10f, standard error %.10f",
          estimate.estimator.rawValue.padding(
            toLength: 18, withPad: " ", startingAt: 0), estimate.value, estimate.standardError))
    }
    if let refusal = evaluation.refusal { print("  refused: \(refusal)") }
  }
}
