import Decisions

extension Contest {
  /// Opens a contest for all that a charter limits for all customers together.
  ///
  /// - Parameter rooms: what is left of each limit in the window of the sweep, by its name, in its units; all of it where
  ///   nothing is said.
  public init(_ plan: CharterPlan, rooms: [String: Int64] = [:]) { self.init([plan], rooms: [rooms]) }

  /// Opens a contest for customers of whom some are decided by one charter, some by another.
  ///
  /// A limit that several have is one: what any of them takes counts for all. Where one has less of it than another, what
  /// its own customers take is limited by that besides, and the limit is listed a second time. Floors of one name are one,
  /// with the most that any of them keeps.
  ///
  /// - Parameters:
  ///   - plans: the charters.
  ///   - rooms: by charter, as for one.
  public init(_ plans: [CharterPlan], rooms: [[String: Int64]]) {
    let joint = JointLimits(plans, rooms: rooms)
    self.init(limits: joint.limits, uses: joint.uses, parts: joint.parts)
  }

  /// Adds a customer by what they could be told.
  ///
  /// The hierarchy holds: only options of the customer's highest tier contend for slots, not for lesser things that they
  /// could be told as well; and what costs nothing scarce is no alternative to an option of a higher tier.
  ///
  /// - Parameter plan: which of the charters decides for them, by its position.
  /// - Returns: the position, by which the outcome is asked for.
  @discardableResult
  public mutating func add(_ prospect: Prospect, key: UInt64, plan: Int = 0) -> Int {
    let part = parts[plan]
    var options = prospect.options
    let first = part.treatments.lowerBound
    if first > 0 { for place in options.indices { options[place].treatment += first } }
    let tier = options.first?.tier ?? 0
    let free = options.first { !isScarce($0.treatment) }
    let contending = options.filter { $0.tier == tier && isScarce($0.treatment) }
    return add(
      key: key, fallback: free.map { $0.tier == tier ? $0.worth : 0 } ?? 0,
      options: contending.map { SlotOption(treatment: $0.treatment, worth: $0.worth) },
      floors: part.mask(prospect.floors))
  }

  /// Whether a treatment takes something scarce.
  public func isScarce(_ treatment: Int) -> Bool {
    kindOfTreatment.indices.contains(treatment) && kindOfTreatment[treatment] >= 0
  }
}
