import Decisions
import Expressions
import Journeys
import Learning
import Populations
import Times

/// A planted truth made ready for one charter: names became numbers.
public struct Behavior: Sendable {
  /// What it was made from.
  public let truth: PlantedTruth
  private let learnedHazards: HazardSnapshot?
  /// By treatment: the true chance where it is not the charter's propensity; −1: it is.
  private let rates: [Double]
  /// By treatment: log odds for everybody, and what a day adds to them.
  private let offsets: [Double]
  private let offsetsPerDay: [Double]
  /// Effects of segments, by bit.
  private let segmentEffects: [SegmentEffect]
  /// By channel: log odds by local hour; empty: hours change nothing.
  private let hours: [[Double]]
  /// By inbound channel: how many visits a day.
  let visits: [(channel: Int, chance: Double, item: UInt64)]
  /// By event: how often a day.
  let events: [(name: Symbol, chance: Double)]
  private let isPlain: Bool

  private struct SegmentEffect: Sendable {
    var bit: UInt64
    var treatments: [Bool]
    var odds: Double
    var perDay: Double
  }

  /// Makes a truth ready.
  ///
  /// - Parameters:
  ///   - truth: what is true.
  ///   - plan: the charter; names that it does not have are passed over.
  ///   - hazards: what was learned of unsubscriptions; of use where the truth does not say.
  ///   - reference: another charter whose constant propensities are true where both have one for an action and channel, so
  ///     that what a charter believes changes nobody.
  public init(
    _ truth: PlantedTruth, plan: CharterPlan, hazards: HazardSnapshot? = nil, reference: CharterPlan? = nil
  ) {
    self.truth = truth
    learnedHazards = truth.optOut == nil ? hazards : nil
    let charter = plan.charter
    let known = Behavior.constants(reference)
    rates = plan.treatments.indices.map { treatment in
      let name = plan.actionName(treatment)
      if let rate = truth.rates[name] { return rate }
      guard case .constant = plan.treatments[treatment].propensity else { return -1 }
      return known["\(name)\n\(plan.channelName(treatment))"] ?? -1
    }
    func concerns(_ actions: [String], _ channels: [String], _ treatment: Int) -> Bool {
      (actions.isEmpty || actions.contains(plan.actionName(treatment)))
        && (channels.isEmpty || channels.contains(plan.channelName(treatment)))
    }
    let all = truth.effects.filter { $0.segment.isEmpty }
    func sum(_ treatment: Int, _ part: (PlantedTruth.Effect) -> Double) -> Double {
      all.reduce(0) { concerns($1.actions, $1.channels, treatment) ? $0 + Elementary.logarithm(part($1)) : $0 }
    }
    offsets = plan.treatments.indices.map { sum($0) { $0.odds } }
    offsetsPerDay = plan.treatments.indices.map { sum($0) { $0.oddsPerWeek } / 7 }
    let names = Behavior.segments(of: truth)
    segmentEffects = truth.effects.compactMap { effect in
      guard let bit = names.firstIndex(of: effect.segment) else { return nil }
      return SegmentEffect(
        bit: 1 << UInt64(bit),
        treatments: plan.treatments.indices.map { concerns(effect.actions, effect.channels, $0) },
        odds: Elementary.logarithm(effect.odds), perDay: Elementary.logarithm(effect.oddsPerWeek) / 7)
    }
    hours = charter.channels.map { Behavior.hours(truth, channel: $0.name) }
    visits = charter.channels.indices.compactMap { channel in
      guard charter.channels[channel].direction == .inbound, let chance = truth.visits[charter.channels[channel].name],
        chance > 0
      else { return nil }
      return (channel, chance, UInt64(Symbol(charter.channels[channel].name).rawValue))
    }
    events = truth.events.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { (Symbol($0.key), $0.value) }
    isPlain =
      truth.spread == 0 && truth.effects.isEmpty && truth.hours.isEmpty && truth.fatiguePerPoint == 0
  }

  private static func constants(_ reference: CharterPlan?) -> [String: Double] {
    var known: [String: Double] = [:]
    guard let reference else { return known }
    for (index, treatment) in reference.treatments.enumerated() {
      guard case .constant(let value) = treatment.propensity, !treatment.isLearned else { continue }
      known["\(reference.actionName(index))\n\(reference.channelName(index))"] = value
    }
    return known
  }

  private static func hours(_ truth: PlantedTruth, channel: String) -> [Double] {
    let own = truth.hours.filter { $0.channels.isEmpty || $0.channels.contains(channel) }
    guard !own.isEmpty else { return [] }
    return (0..<24).map { hour in
      own.reduce(0) { sum, profile in
        let isIn =
          profile.fromHour < profile.toHour
          ? hour >= profile.fromHour && hour < profile.toHour : hour >= profile.fromHour || hour < profile.toHour
        return isIn ? sum + Elementary.logarithm(profile.odds) : sum
      }
    }
  }

  /// The names of the segments that a truth speaks of, by their bits; at most 64.
  public static func segments(of truth: PlantedTruth) -> [String] {
    Array(Set(truth.effects.map(\.segment)).subtracting([""]).sorted().prefix(64))
  }

  /// The log odds that are a customer's own.
  func level(of key: UInt64) -> Double {
    guard truth.spread > 0 else { return 0 }
    // Half a step in from both ends, so that nobody is infinite.
    return truth.spread * Elementary.normalQuantile(Luck.nature(key, salt: 1) * (1 - 0x1p-52) + 0x1p-53)
  }

  /// The true chance that a contact is answered, 0 … 1.
  func answerChance(
    _ choice: Choice, _ life: borrowing CustomerLife, dayNumber: Int, localHour: Int, channel: Int
  ) -> Double {
    let base = rates[choice.treatment] >= 0 ? rates[choice.treatment] : choice.propensity
    guard !isPlain, base > 0, base < 1 else { return min(1, max(0, base)) }
    var logit = Elementary.logit(base) + offsets[choice.treatment] + life.level
    logit += offsetsPerDay[choice.treatment] * Double(dayNumber)
    for effect in segmentEffects where life.segments & effect.bit != 0 && effect.treatments[choice.treatment] {
      logit += effect.odds + effect.perDay * Double(dayNumber)
    }
    if !hours[channel].isEmpty { logit += hours[channel][localHour] }
    return Elementary.sigmoid(logit - truth.fatiguePerPoint * life.pressure)
  }

  /// The true chance that a contact ends in an unsubscription, a complaint among them, 0 … 1.
  func optOutChance(pressure: Double, ledger: borrowing Ledger, contact: Contact, isTracked: Bool) -> Double {
    if let optOut = truth.optOut {
      return min(1, optOut.hazard * Elementary.exponential(optOut.perPoint * pressure))
    }
    guard let learnedHazards else { return 0 }
    let features = PressureFeatures(of: ledger, at: contact.at, isTrackingConsented: isTracked)
    func chance(_ kind: HazardKind) -> Double {
      learnedHazards.hazard(
        of: kind, channel: contact.channelKind, purpose: contact.purposeKind, features: features
      ).mean
    }
    return min(1, chance(.unsubscribed) + chance(.complained))
  }

  /// Whether anybody ever unsubscribes.
  var hasOptOuts: Bool { truth.optOut.map { $0.hazard > 0 } ?? (learnedHazards != nil) }

  /// What is left of a point of pressure after some seconds.
  func recovery(seconds: Double) -> Double {
    Elementary.exponential(-0.693_147_180_559_945_3 * seconds / (86_400 * max(0.01, truth.recoveryHalfLifeDays)))
  }
}

/// Who is in the segments that a truth speaks of, as one charter names them.
public struct TruthSegments: Sendable {
  private let conditions: [CompiledCondition?]
  private let plan: CharterPlan
  private let programs: ProgramSet

  /// Compiles the segments.
  public init(_ truth: PlantedTruth, _ always: JourneyCharter, _ plan: CharterPlan) {
    self.plan = plan
    programs = ProgramSet(plan.charter)
    conditions = Behavior.segments(of: truth).map { name in
      always.segments.first { $0.name == name }.map {
        CompiledCondition($0.when.condition, slotTypes: plan.charter.slotTypes)
      }
    }
  }

  /// One bit a segment; who it cannot be evaluated for is not in it.
  public func mask(of state: CustomerState, now: Instant) -> UInt64 {
    guard !conditions.isEmpty else { return 0 }
    let row = plan.row(of: state, now: now)
    let evaluator = ProgramEvaluator(programs, now: now)
    var mask: UInt64 = 0
    for (bit, condition) in conditions.enumerated() {
      var general = SegmentPrograms(evaluator: evaluator, row: row)
      if let condition, condition.evaluate(row, general: &general) == .true { mask |= 1 << UInt64(bit) }
    }
    return mask
  }
}

private struct SegmentPrograms: GeneralRules {
  let evaluator: ProgramEvaluator
  let row: Row

  func truth(of rule: Int) -> Truth { evaluator.truth(rule, row: row) }
}
