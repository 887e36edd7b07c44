import Foundation
import Learning
import LearningTrials
import Testing

/// Public data beside the repository.
enum PublicData {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data").path

  static func path(_ name: String) -> String { "\(folder)/\(name)" }
  static func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

/// What learning reaches on real logs in one pass, every row predicted before it is learned. `make bench-learning` prints the
/// figures.
@Suite("Learning on public data") struct PublicDataTests {
  @Test(
    .enabled(
      if: PublicData.isThere("bank-marketing/bank-additional-full.csv"), "../shared/data/bank-marketing is not here"))
  func `calls of a bank`() throws {
    let trial = try PropensityTrial.bank(path: PublicData.path("bank-marketing/bank-additional-full.csv"))
    #expect(trial.count == 41_188)
    let score = trial.score(trial.run())
    #expect(score.logLoss <= 0.2738)
    #expect(score.auc >= 0.799)
    #expect(score.aucInBlocks >= 0.585)
    #expect(score.calibrationError <= 0.006)
  }

  @Test(.enabled(if: PublicData.isThere("pega-demo/hds.zip"), "../shared/data/pega-demo is not here"))
  func `decisions of a demonstration`() throws {
    let trial = try PropensityTrial.pega(zipPath: PublicData.path("pega-demo/hds.zip"))
    #expect(trial.count == 12_062)
    let score = trial.score(trial.run())
    #expect(score.logLoss <= 0.2300)
    #expect(score.auc >= 0.788)
    #expect(score.firstLogLoss <= 0.236)
  }

  @Test(.enabled(if: PublicData.isThere("hillstrom/hillstrom-even.csv"), "../shared/data/hillstrom is not here"))
  func `whom to mail, at every cost`() throws {
    let trial = try HillstromTrial(Hillstrom(path: PublicData.path("hillstrom/hillstrom-even.csv")))
    for cost in HillstromTrial.costs {
      let row = trial.row(cost: cost)
      #expect(row.holds, "cost \(cost): \(row)")
    }
  }

  /// The log of Thompson sampling, asked about the random policy. At the first position of campaign `all` it is worth 85 decisions of it.
  @Test(.enabled(if: PublicData.isThere("open-bandit/bts/all/all.csv"), "../shared/data/open-bandit is not here"))
  func `a log that holds too little of a policy is refused`() throws {
    let campaign = try OpenBandit(path: PublicData.path("open-bandit/bts/all/all.csv"))
    let choices = campaign.choices(shares: campaign.evenShares, position: 0)
    #expect(choices.rows.count == 3_362)
    let evaluation = OffPolicyEvaluation(try choices.log())
    #expect(abs(evaluation.effectiveSize - 84.74) < 0.01 && abs(evaluation.weightMax - 277.78) < 0.01)
    #expect(evaluation.refusals.map(\.code) == ["offpolicy_too_few"])
    for estimate in evaluation.estimates { #expect(estimate.value.isFinite && estimate.standardError >= 0) }
    // All positions together are worth 340, and are answered.
    #expect(OffPolicyEvaluation(try campaign.choices(shares: campaign.evenShares).log()).refusal == nil)
  }

  /// The random policy valued by its own log is what it came to; by Thompson's log, within the errors of both.
  @Test(.enabled(if: PublicData.isThere("open-bandit/bts/all/all.csv"), "../shared/data/open-bandit is not here"))
  func `the random policy by its own log and by another one`() throws {
    let own = try OpenBandit(path: PublicData.path("open-bandit/random/all/all.csv"))
    let other = try OpenBandit(path: PublicData.path("open-bandit/bts/all/all.csv"))
    let first = OffPolicyEvaluation(try own.choices(shares: own.evenShares).log())
    let second = OffPolicyEvaluation(try other.choices(shares: other.evenShares).log())
    #expect(abs(first.reading.value - first.loggedValue) < 1e-5 && first.reading.differenceError < 1e-4)
    let error = (first.loggedError * first.loggedError + second.reading.standardError * second.reading.standardError)
      .squareRoot()
    #expect(abs(second.reading.value - first.loggedValue) < 2 * error)
  }
}
