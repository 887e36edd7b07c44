import Decisions
import Records

extension Draw {
  /// Writes the members `probability`, `drawn_evenly` and `silence` into an open object, those that say something: where
  /// chance had a say, and where silence is worth something.
  public func writeMembers(silence: Double, into json: inout JSONWriter) {
    if self != .none {
      json.key("probability")
      json.double(probability)
      if isEven {
        json.key("drawn_evenly")
        json.bool(true)
      }
    }
    guard silence != 0 else { return }
    json.key("silence")
    json.decimal(silence, places: 4)
  }
}

extension [NamedAssignment] {
  /// Writes in which arms of experiments a customer was, where they took part in any.
  public func writeMembers(into json: inout JSONWriter) {
    guard !isEmpty else { return }
    json.key("experiments")
    json.beginArray()
    for assignment in self {
      json.beginObject()
      json.key("experiment")
      json.string(assignment.experiment)
      json.key("arm")
      json.string(assignment.arm)
      json.key("probability")
      json.double(assignment.probability)
      json.key("exposed")
      json.bool(assignment.isExposed)
      if assignment.isHoldout {
        json.key("holdout")
        json.bool(true)
      }
      json.endObject()
    }
    json.endArray()
  }
}

/// What an offer is worth and why, as every answer in JSON tells it, from the command line and over HTTP.
public struct Factors: Hashable, Sendable {
  /// Chance that the customer accepts, 0 … 1.
  public var propensity: Double
  /// Worth in money if so.
  public var value: Double
  /// Sum of the levers; 0.5 = +50 %.
  public var lever: Double
  /// Propensity × value × (1 + lever), in money.
  public var priority: Double
  /// Relational cost, in money.
  public var cost: Double
  /// What is left of the priority after the cost and for waiting, in money.
  public var net: Double

  /// Makes factors.
  public init(propensity: Double, value: Double, lever: Double, priority: Double, cost: Double, net: Double) {
    self.propensity = propensity
    self.value = value
    self.lever = lever
    self.priority = priority
    self.cost = cost
    self.net = net
  }

  /// The factors of a choice.
  public init(_ choice: Choice) {
    self.init(
      propensity: choice.propensity, value: choice.value, lever: choice.lever, priority: choice.priority,
      cost: choice.cost, net: choice.net)
  }

  /// Writes the members `at`, `propensity`, `value`, `lever`, `priority`, `cost` and `net` into an open object; sums
  /// worked out from others with four places.
  /// - Parameter at: when to say it, as a text.
  public func writeMembers(at: String, into json: inout JSONWriter) {
    json.key("at")
    json.string(at)
    json.key("propensity")
    json.double(propensity)
    json.key("value")
    json.double(value)
    json.key("lever")
    json.double(lever)
    json.key("priority")
    json.decimal(priority, places: 4)
    json.key("cost")
    json.decimal(cost, places: 4)
    json.key("net")
    json.decimal(net, places: 4)
  }
}
