import Decisions

/// The numbers of brought models, corrected by what is known of their mistakes: a snapshot that decisions read.
///
/// It takes what the models before it wrote, so it belongs behind the charter's own.
public struct CalibratedPropensities: PropensityModel {
  /// What identifies the state that it was made of.
  public let version: String
  private let own: [UInt64]
  /// Positions in ``corrections``, by treatment.
  private let places: [Int]
  private let corrections: [Correction]

  /// Makes a snapshot.
  /// - Parameters:
  ///   - calibrations: what was learned.
  ///   - plan: whose treatments it corrects: those with a model that wants it, and of which something is known.
  public init(_ calibrations: Calibrations, plan: CharterPlan) {
    version = calibrations.version
    var own = [UInt64](repeating: 0, count: (plan.treatments.count + 63) / 64)
    var places = [Int](repeating: 0, count: plan.treatments.count)
    var corrections: [Correction] = []
    for (index, treatment) in plan.treatments.enumerated() where !treatment.isLearned {
      let names = ModelNames(plan.charter, action: treatment.action, channel: treatment.channel)
      guard case .model(let number) = treatment.propensity, plan.charter.models[number].isCalibrated,
        let correction = calibrations.correction(plan.charter.models[number], names)
      else { continue }
      own[index >> 6] |= 1 << UInt64(index & 63)
      places[index] = corrections.count
      corrections.append(correction)
    }
    self.own = own
    self.places = places
    self.corrections = corrections
  }

  /// Whether it corrects nothing.
  public var isEmpty: Bool { corrections.isEmpty }

  /// Corrects the chances of its treatments that are known, and writes the standard deviations of their log odds.
  public func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    candidates.forEach(in: own) {
      guard propensities[$0] >= 0, propensities[$0] <= 1 else { return }
      (propensities[$0], deviations[$0]) = corrections[places[$0]](propensities[$0])
    }
  }
}
