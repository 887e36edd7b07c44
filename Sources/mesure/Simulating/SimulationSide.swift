import Charters
import Decisions
import Foundation
import Journeys
import Learning
import Populations
import Simulations
import Times

/// One charter of a simulation, with its customers.
struct SimulationSide {
  let folder: CharterFolder
  let loaded: LoadedCharter
  let plan: SimulationPlan
  /// The ids of those who are played, how many there are in all, and how many rows are faulty.
  let ids: [String]
  let readCount: Int
  let faultCount: Int

  /// What is the same for both charters of a comparison.
  struct Setting {
    var reading: SimulatedReading
    var models: LearnedModels?
    var truth: (LoadedCharter) throws -> PlantedTruth
    var firstDay: CivilDate
    var sweepSecond: Int64
    var seed: UInt64
    var by: [String]
    var waitsForNextLook: Bool
    /// What is added to levers, by name.
    var levers: [(name: String, weight: Double)] = []
  }

  /// Reads a charter and its customers.
  /// - Parameter reference: the charter whose constant propensities are true, and whose segments the truth means.
  init(_ folder: CharterFolder, _ setting: Setting, reference: SimulationSide? = nil) throws {
    self.folder = folder
    var loaded = try folder.load()
    folder.show(loaded.warnings)
    for (name, weight) in setting.levers where !loaded.charter.addLever(weight, to: name) {
      Console.error("`--lever \(name)`: there is no issue, group or action `\(name)` in the charter")
      throw Ending.unusable
    }
    let truth = try setting.truth(loaded)
    let start = (loaded.charter.zones.first ?? .utc).firstInstant(
      atOrAfterLocal: Int64(setting.firstDay.daysSince1970) * 86_400)
    let reading = try setting.reading.read(loaded, now: start)
    ids = reading.rows.map(\.row.state.customer.id)
    (readCount, faultCount) = (reading.count, reading.faultCount)
    let scale = reading.rows.isEmpty ? 1 : Double(reading.count) / Double(reading.rows.count)
    // A sample has its share of what there is for everybody.
    if scale > 1 { loaded.charter.scaleVolumes(by: 1 / scale) }
    self.loaded = loaded
    let charterPlan = CharterPlan(loaded.charter)
    let groups = try GroupMaker(setting.by, reading, loaded)
    let segments = TruthSegments(truth, loaded.always, charterPlan)
    var pool = ArrayPool()
    let customers = reading.rows.enumerated().map { index, entry in
      pool.sharing(
        SimulatedCustomer(
          state: entry.row.state, household: entry.row.household,
          segments: segments.mask(of: entry.row.state, now: start), groups: groups.codes[index]))
    }
    let joins = loaded.charter.policy.caps.contains { $0.subject != .customer }
    let models = setting.models.map { Models(charterPlan, $0, space: FeatureSpace(loaded)) }
    // What nobody has learned from is what is believed beforehand: six e-mails in ten thousand end in an unsubscription.
    let hazards = (setting.models?.restraint.hazards ?? HazardLearner()).snapshot
    var plan = SimulationPlan(
      charter: charterPlan, models: models,
      journeys: loaded.always.isEmpty ? nil : JourneyPlan(loaded.always, charterPlan),
      base: SimulatedBase(customers, joinsByAddress: joins),
      behavior: Behavior(truth, plan: charterPlan, hazards: hazards, reference: reference?.plan.charter),
      firstDay: setting.firstDay)
    plan.sweepSecond = setting.sweepSecond
    plan.seed = setting.seed
    plan.groupings = groups.groupings
    plan.scale = scale
    plan.waitsForNextLook = setting.waitsForNextLook
    self.plan = plan
  }
}

extension Charter {
  /// Limits of all customers together, for a part of the customers: rounded up, so that something is left of each.
  fileprivate mutating func scaleVolumes(by share: Double) {
    func scaled(_ count: Int) -> Int { Int((Double(count) * share).rounded(.up)) }
    for index in limits.indices {
      switch limits[index].measure {
      case .contacts(let most): limits[index].measure = .contacts(scaled(most))
      case .sendCost(let most): limits[index].measure = .sendCost(Int64((Double(most) * share).rounded(.up)))
      }
      for floor in limits[index].floors.indices {
        if case .contacts(let least) = limits[index].floors[floor].least {
          limits[index].floors[floor].least = .contacts(scaled(least))
        }
      }
    }
    for index in actions.indices { actions[index].volumeMax = actions[index].volumeMax.map(scaled) }
  }
}
