import Decisions

extension Contest {
  /// Opens a contest for all that a charter limits for all customers together.
  ///
  /// - Parameter rooms: what is left of each limit in the window of the sweep, by its name, in its units; all of it where
  ///   nothing is said.
  public init(_ plan: CharterPlan, rooms: [String: Int64] = [:]) {
    var uses = [[SlotUse]](repeating: [], count: plan.treatments.count)
    for (limit, volume) in plan.volumes.enumerated() {
      for (treatment, amount) in volume.amounts.enumerated() where amount > 0 {
        uses[treatment].append(SlotUse(limit: limit, amount: amount))
      }
    }
    self.init(
      limits: plan.volumes.map { volume in
        SlotLimit(
          name: volume.name, room: rooms[volume.name] ?? volume.max,
          floors: volume.floors.map { SlotFloor(name: $0.name, least: $0.least) })
      }, uses: uses)
  }

  /// Adds a customer by what they could be told.
  ///
  /// The hierarchy holds: only options of the customer's highest tier contend for slots, not for lesser things that they
  /// could be told as well; and what costs nothing scarce is no alternative to an option of a higher tier.
  ///
  /// - Returns: the position, by which the outcome is asked for.
  @discardableResult
  public mutating func add(_ prospect: Prospect, key: UInt64) -> Int {
    let options = prospect.options
    let tier = options.first?.tier ?? 0
    let free = options.first { !isScarce($0.treatment) }
    let contending = options.filter { $0.tier == tier && isScarce($0.treatment) }
    return add(
      key: key, fallback: free.map { $0.tier == tier ? $0.worth : 0 } ?? 0,
      options: contending.map { SlotOption(treatment: $0.treatment, worth: $0.worth) }, floors: prospect.floors)
  }

  /// Whether a treatment takes something scarce.
  public func isScarce(_ treatment: Int) -> Bool {
    kindOfTreatment.indices.contains(treatment) && kindOfTreatment[treatment] >= 0
  }
}
