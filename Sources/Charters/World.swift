import Decisions
import Expressions

/// What a charter knows of customers.
public struct World: Sendable {
  /// One attribute of customers.
  public struct Attribute: Sendable {
    /// Its name; rules read it as `customer.NAME`.
    public var name: String
    /// Its type.
    public var type: ValueType
    /// The plausible values of a number; others are taken as absent.
    public var bounds: ClosedRange<Double>?
    /// The values that a string may have; nothing: any.
    public var values: [String]?
    /// The value where it is absent.
    public var defaultValue: Value?
  }

  /// In order of slots.
  public internal(set) var attributes: [Attribute] = []
  /// The events that rules may ask for, and customers may have.
  public internal(set) var events: [String] = []
  private var slots: [String: Int] = [:]

  /// The slot of an attribute.
  public func slot(of name: String) -> Int? { slots[name] }

  mutating func add(_ attribute: Attribute) {
    slots[attribute.name] = attributes.count
    attributes.append(attribute)
  }
}
