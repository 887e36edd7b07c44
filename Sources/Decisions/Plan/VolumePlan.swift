import Times

/// A volume limit, by numbers.
public struct VolumePlan: Sendable {
  /// Its name in the charter.
  public let name: String
  /// All that there is in one window: contacts, or millionths of money.
  public let max: Int64
  /// The calendar window, in the charter's own zone; nothing: in all.
  public let window: CalendarWindow?
  /// Whether it counts money rather than contacts.
  public let isMoney: Bool
  /// By treatment: what a contact takes of it; 0: nothing.
  public private(set) var amounts: [Int64]
  /// The floors: names, and how many units are kept.
  public let floors: [(name: String, least: Int64)]
  /// The bits of the floors' conditions in the rule book.
  let floorBits: [Int]

  init(_ limit: VolumeLimit, treatments: [TreatmentPlan], conditionBit: (Rule?) -> Int) {
    name = limit.name
    window = limit.window
    switch limit.measure {
    case .contacts(let most):
      max = Int64(most)
      isMoney = false
    case .sendCost(let most):
      max = most
      isMoney = true
    }
    let scope = ScopePlan(limit.scope)
    amounts = treatments.map { [isMoney] treatment in
      guard scope.matches(treatment.contact) else { return 0 }
      return isMoney ? VolumePlan.millionths(treatment.sendCost) : 1
    }
    floors = limit.floors.map { [max] floor in
      switch floor.least {
      case .contacts(let least): (floor.name, Int64(least))
      case .share(let share): (floor.name, Int64((Double(max) * share).rounded(.up)))
      }
    }
    floorBits = limit.floors.map { conditionBit($0.when) }
  }

  /// The same limit where a treatment takes as much as it does in this or another plan, whichever is more.
  func dearest(_ other: VolumePlan) -> VolumePlan {
    var dearest = self
    dearest.amounts = zip(amounts, other.amounts).map { Swift.max($0, $1) }
    return dearest
  }

  /// Money in millionths, rounded up, so that a budget is never passed.
  static func millionths(_ money: Double) -> Int64 { Int64((Swift.min(Swift.max(money, 0), 1e12) * 1e6).rounded(.up)) }

  /// The window that contains a moment, in the charter's own zone; nothing: all of time.
  public func range(containing moment: Instant, of plan: CharterPlan) -> Range<Instant>? {
    window.map { (plan.charter.zones.first ?? .utc).window($0, containing: moment) }
  }
}
