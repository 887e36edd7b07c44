@testable import Statistics
import Testing

/// Effects between two arms, beside regressions and ratios worked out from the rows themselves (NumPy 2.4).
@Suite struct ArmEffectTests {
  private let treated = SmallExperiment.summary(treated: true)
  private let control = SmallExperiment.summary(treated: false)

  private func effect(_ adjustment: ArmEffect.Adjustment) -> ArmEffect {
    ArmEffect(treated: treated, control: control, .init(adjustment: adjustment))
  }

  /// `lstsq` of the outcome on treatment, centred behaviour before, and their product: Lin's effect is the second coefficient.
  @Test func theEffectWithInteractionsIsTheRegressions() {
    #expect(abs(effect(.slopePerArm).difference.value - 2.07726758) < 1e-8)
  }

  /// `lstsq` of the outcome on treatment and behaviour before.
  @Test func theEffectOfOneSlopeIsThatOfTheAnalysisOfCovariance() {
    #expect(abs(effect(.pooledSlope).difference.value - 2.07749749) < 1e-8)
  }

  /// The standard error beside the residuals of each arm's own line, row by row.
  @Test func theStandardErrorIsThatOfResiduals() {
    var variances = 0.0
    var slopes: [Double] = []
    let all = SmallExperiment.units
    for isTreated in [true, false] {
      let units = all.filter { $0.isTreated == isTreated }
      let n = Double(units.count)
      let meanX = units.map(\.before).reduce(0, +) / n
      let meanY = units.map(\.value).reduce(0, +) / n
      let xx = units.reduce(0) { $0 + ($1.before - meanX) * ($1.before - meanX) }
      let slope = units.reduce(0) { $0 + ($1.before - meanX) * ($1.value - meanY) } / xx
      let squares = units.reduce(0) {
        let residual = $1.value - meanY - slope * ($1.before - meanX)
        return $0 + residual * residual
      }
      variances += squares / (n - 2) / n
      slopes.append(slope)
    }
    let n = Double(all.count)
    let spread = [true, false].reduce(0) { sum, isTreated in
      let befores = all.filter { $0.isTreated == isTreated }.map(\.before)
      return sum + Double(befores.count) * Moments(befores).variance
    }
    variances += (slopes[0] - slopes[1]) * (slopes[0] - slopes[1]) * spread / (n * n)
    let found = effect(.slopePerArm)
    #expect(abs(found.difference.standardError - variances.squareRoot()) < 1e-10)
    #expect(found.difference.standardError < effect(.none).difference.standardError)
    #expect(found.explained > 0.2 && found.explained < 1)
  }

  /// Values by the delta method, written out with NumPy: R ± √(Var(y − R m) / n) / mean m.
  @Test(arguments: [(true, 2.7528518518518514, 0.27197448967933147), (false, 2.905, 0.378911644270104)])
  func ratiosAndClustersAreReadByTheDeltaMethod(isTreated: Bool, ratio: Double, error: Double) {
    let summary = SmallExperiment.summary(treated: isTreated, sized: true)
    let effect = ArmEffect(treated: summary, control: summary)
    #expect(abs(effect.treated.value - ratio) < 1e-12)
    #expect(abs(effect.treated.standardError - error) < 1e-12)
  }

  @Test func capsCutWhatIsBeyondThem() {
    let capped = ArmEffect(
      treated: SmallExperiment.summary(treated: true, cap: 5), control: SmallExperiment.summary(treated: false, cap: 5),
      .init(isCapped: true))
    let means = [true, false].map { isTreated in
      Moments(SmallExperiment.units.filter { $0.isTreated == isTreated }.map { min($0.value, 5) }).mean
    }
    #expect(abs(capped.difference.value - (means[0] - means[1])) < 1e-12)
  }

  /// Fieller's ends are where the line through the origin just leaves the error: they are put into its equation.
  @Test(arguments: [1.0, 1.96, 3.0])
  func relativeIntervalsSolveFiellersEquation(multiplier: Double) {
    let effect = effect(.none)
    let interval = effect.relativeInterval(multiplier: multiplier)
    let reach = StudentDistribution(degrees: effect.difference.degrees).value(ofNormalScore: multiplier)
    for end in [interval.lower, interval.upper] {
      let gap = effect.treated.value - (1 + end) * effect.control.value
      let variance =
        effect.treated.standardError * effect.treated.standardError
        + (1 + end) * (1 + end) * effect.control.standardError * effect.control.standardError
      #expect(abs(abs(gap) / variance.squareRoot() - reach) < 1e-9)
    }
    #expect(interval.contains(0) == effect.difference.interval(multiplier: multiplier).contains(0))
  }

  @Test func partsMergeAndUnitsAreExchanged() {
    let units = SmallExperiment.units.map { UnitOutcome(size: $0.size, value: $0.value, capped: 1, before: $0.before) }
    let whole = ArmSummary(units)
    var merged = ArmSummary(units[..<13])
    merged.merge(ArmSummary(units[13...]))
    var exchanged = ArmSummary(units.map { UnitOutcome(size: $0.size, value: 0, before: $0.before) })
    for unit in units {
      exchanged.replace(UnitOutcome(size: unit.size, value: 0, before: unit.before), with: unit)
    }
    for other in [merged, exchanged] {
      #expect(other.count == whole.count)
      for a in ArmSummary.Part.allCases {
        #expect(abs(other.ratio(a) - whole.ratio(a)) < 1e-12)
        for b in ArmSummary.Part.allCases { #expect(abs(other.covariance(a, b) - whole.covariance(a, b)) < 1e-11) }
      }
    }
  }

  /// A household of three counts as one unit; its error is that of its sum.
  @Test func aClusterIsTheSumOfItsCustomers() {
    let cluster = UnitOutcome(cluster: [
      UnitOutcome(value: 2, capped: 1), UnitOutcome(value: 0), UnitOutcome(value: 5, before: 3),
    ])
    #expect(cluster == UnitOutcome(size: 3, value: 7, capped: 6, before: 3))
  }
}
