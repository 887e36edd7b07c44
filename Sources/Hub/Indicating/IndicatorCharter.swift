import Charters
import Decisions
import Indicators
import Times

/// What indicators need to know of the charter that a decision was made under.
struct IndicatorCharter {
  private let purposes: [Symbol: String]
  private let sendCosts: [String: Double]
  private let holdout: (salt: UInt64, share: Double)?
  private let experiments: [String: Experiment]
  private let explorationFloor: Double

  /// - Parameter ready: the charter; nothing where this program no longer accepts it.
  init(_ ready: ReadyCharter?) {
    let charter = ready?.loaded.charter ?? Charter()
    purposes = Dictionary(charter.purposes.map { (Symbol($0.name), $0.name) }) { first, _ in first }
    var costs: [String: Double] = [:]
    if let plan = ready?.plan {
      for index in plan.treatments.indices {
        costs[Self.key(plan.actionName(index), plan.channelName(index))] = plan.treatments[index].sendCost
      }
    }
    sendCosts = costs
    holdout = charter.holdout.map { (Chance.key(of: $0.name), $0.share) }
    // Of two arms, one held out, of customers drawn alone: what else there is is told by the report of experiments.
    let holdouts = charter.experiments.filter { one in
      one.unit == .customer && one.arms.count == 2 && one.arms.count { $0.heldBack != nil } == 1
        && one.arms.allSatisfy { $0.regions.isEmpty }
    }
    experiments = Dictionary(uniqueKeysWithValues: holdouts.map { ($0.name, $0) })
    explorationFloor = charter.exploration?.floor ?? 0
  }

  private static func key(_ action: String, _ channel: String) -> String { action + "\n" + channel }

  func purpose(_ symbol: Symbol) -> String { purposes[symbol] ?? "(unknown)" }

  func sendCost(_ offer: Offer) -> Double { sendCosts[Self.key(offer.action, offer.channel)] ?? 0 }

  /// The share that is left alone; 0: nobody is.
  var holdoutShare: Double { holdout?.share ?? 0 }

  /// Whether a customer belongs to those who are left alone; nothing where nobody does.
  func isHeldOut(_ id: String) -> Bool? {
    holdout.map { Chance.uniform(Chance.key(of: id), salt: $0.salt) < $0.share }
  }

  /// The holdouts of experiments that a decision could have come out otherwise by.
  func holdouts(_ record: DecisionRecord) -> [HoldoutFact] {
    record.assignments.compactMap { one in
      guard one.isExposed, let experiment = experiments[one.experiment],
        let held = experiment.arms.first(where: { $0.heldBack != nil })
      else { return nil }
      var name = one.experiment
      var until = experiment.until?.secondsSince1970 ?? .max
      if let rotation = experiment.rotationSeconds {
        let period = experiment.period(at: record.at)
        name += ", period \(period)"
        until = min(until, (experiment.from?.secondsSince1970 ?? 0) + (period + 1) * rotation)
      }
      return HoldoutFact(name: name, isHeldOut: one.isHoldout, share: held.share, untilSeconds: until)
    }
  }

  /// Whether the policy would have kept silent, where chance drew evenly between silence and one candidate; nothing of other
  /// decisions. The chance of the answer tells: what the policy prefers has all that the floor leaves besides its half of
  /// the floor.
  func policyAbstains(_ record: DecisionRecord) -> Bool? {
    guard record.draw.isEven, explorationFloor > 0 else { return nil }
    let half = explorationFloor / 2
    let own = record.draw.probability - half
    switch record.answer {
    case .silence: return abs(own - (1 - explorationFloor)) < 1e-9 ? true : nil
    case .contact(let offers): return offers.count == 1 && abs(own) < 1e-9 ? true : nil
    }
  }
}

/// What clocks show where customers live.
struct IndicatorClocks {
  private let binder: CustomerBinder?
  private let charter: Charter
  private var zones: [String: Zone] = [:]
  private var places: [CustomerNumber: (zone: String, country: String)] = [:]

  init(_ ready: ReadyCharter?) {
    binder = ready?.binder
    charter = ready?.loaded.charter ?? Charter()
  }

  func knows(_ customer: CustomerNumber) -> Bool { places[customer] != nil }

  /// What is told of where somebody lives: nothing that is said stays as it was.
  mutating func note(_ customer: CustomerNumber, zone: String?, country: String?) {
    guard zone != nil || country != nil else { return }
    var place = places[customer] ?? ("", "")
    if let zone { place.zone = zone }
    if let country { place.country = country }
    places[customer] = place
  }

  /// How far their clocks are ahead of UTC, in seconds: by their zone, else the first of their country's, else the charter's.
  mutating func offset(_ customer: CustomerNumber, at seconds: Int64) -> Int32 {
    let place = places[customer] ?? ("", "")
    let key = place.zone + "\n" + place.country
    if zones[key] == nil { zones[key] = zone(place.zone, place.country) }
    return Int32(zones[key]?.offsetSeconds(at: Instant(secondsSince1970: seconds)) ?? 0)
  }

  private func zone(_ name: String, _ country: String) -> Zone {
    guard let binder else { return .utc }
    if let number = binder.zoneNumber(name) { return charter.zones[number] }
    guard !country.isEmpty, let first = binder.zones(country: country, phone: nil).first else { return binder.homeZone }
    return charter.zones[first]
  }
}
