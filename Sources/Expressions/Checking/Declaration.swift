/// A variable that expressions may name.
public struct Declaration: Hashable, Sendable {
  /// Where its value comes from.
  public enum Storage: Hashable, Sendable {
    /// A slot of the row; see ``Row`` for the encoding by type.
    case slot(Int)
    /// The variables of the evaluation, by name: for tests and rare values.
    case binding
    /// The time of the evaluation.
    case now
  }

  /// The name, which may have dots: `customer.age`.
  public var name: String
  /// The type of its values.
  public var type: ValueType
  /// Where its value comes from.
  public var storage: Storage

  /// Declares a variable that is read from a slot, or from the variables of the evaluation when there is no slot.
  public init(name: String, type: ValueType, slot: Int? = nil) {
    self.name = name
    self.type = type
    storage = slot.map { .slot($0) } ?? .binding
  }

  private init(now name: String) {
    self.name = name
    type = .timestamp
    storage = .now
  }

  /// Declares a name for the time of the evaluation.
  public static func now(named name: String) -> Declaration { Declaration(now: name) }

  /// The slot, when the value stands in one.
  public var slot: Int? {
    if case .slot(let slot) = storage { slot } else { nil }
  }
}
