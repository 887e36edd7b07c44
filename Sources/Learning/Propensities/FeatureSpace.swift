import Decisions
import Expressions
import Times

/// Which slots of a charter's customers are features, and by which names.
///
/// Numbers, truths and texts are; times, lists and whatever has no type are not: what a time means lies in its distance
/// from now, which a derived feature or an attribute has to say.
public struct FeatureSpace: Sendable {
  private enum Kind: UInt8 {
    case bool, int, uint, double, text
  }

  private let slots: [(slot: Int, kind: Kind, name: UInt64)]
  /// What the features are called, in their order.
  private let names: [String]
  /// The charter's texts and their keys, by code.
  private let texts: [String]
  private let textKeys: [UInt64]

  /// The features of a charter.
  /// - Parameters:
  ///   - names: the names of slots, from the first; slots beyond them are derived features, which go by what they
  ///     are made of.
  public init(names: [String], _ charter: Charter) {
    var slots: [(slot: Int, kind: Kind, name: UInt64)] = []
    var called: [String] = []
    for (slot, type) in charter.slotTypes.enumerated() {
      let kind: Kind
      switch type {
      case .bool: kind = .bool
      case .int: kind = .int
      case .uint: kind = .uint
      case .double: kind = .double
      case .string: kind = .text
      default: continue
      }
      if slot < names.count {
        slots.append((slot, kind, Chance.key(of: names[slot])))
        called.append(names[slot])
      } else if let feature = charter.features.first(where: { $0.slot == slot }) {
        slots.append((slot, kind, Chance.key(of: FeatureSpace.name(of: feature))))
        called.append(FeatureSpace.words(for: feature))
      }
    }
    self.slots = slots
    self.names = called
    texts = charter.symbols.texts
    textKeys = texts.map { Chance.key(of: $0) }
  }

  /// How many features there are.
  public var count: Int { slots.count }

  /// Fills a list with the features of a customer, one a slot.
  /// - Parameter isSpelled: whether names and texts are told as they are written, besides their keys.
  public func fill(_ list: inout FeatureList, from row: borrowing Row, isSpelled: Bool = false) {
    if isSpelled { list.begin(named: names) } else { list.removeAll() }
    for (slot, kind, name) in slots {
      guard row.states[slot] == SlotState.word.rawValue else {
        if case .string(let text)? = row.other(slot) {
          if isSpelled {
            list.append(name, text: Chance.key(of: text), spelled: text)
          } else {
            list.append(name, text: Chance.key(of: text))
          }
        } else {
          list.append(missing: name)
        }
        continue
      }
      let word = row.words[slot]
      switch kind {
      case .bool where isSpelled: list.append(name, text: word, spelled: word == 0 ? "false" : "true")
      case .bool: list.append(name, text: word)
      case .int: list.append(name, number: Double(Int64(bitPattern: word)))
      case .uint: list.append(name, number: Double(word))
      case .double: list.append(name, number: Double(bitPattern: word))
      case .text where isSpelled:
        list.append(name, text: textKeys[Int(word) - 1], spelled: texts[Int(word) - 1])
      case .text: list.append(name, text: textKeys[Int(word) - 1])
      }
    }
  }

  private static func name(of feature: DerivedFeature) -> String {
    let window = feature.windowSeconds.map { String($0) } ?? ""
    switch feature.source {
    case .events(let name): return "events\0\(name)\0\(feature.measure)\0\(window)"
    case .contacts(let channel): return "contacts\0\(channel)\0\(feature.measure)\0\(window)"
    }
  }
}

extension FeatureSpace {
  /// A derived feature as people read it: where it comes from, a point, and what of it: `events.purchase.count.30d`.
  private static func words(for feature: DerivedFeature) -> String {
    let source: String
    switch feature.source {
    case .events(let name): source = "events.\(name)"
    case .contacts(let channel): source = channel.isEmpty ? "contacts" : "contacts.\(channel)"
    }
    let measure: String
    switch feature.measure {
    case .count: measure = "count"
    case .sum: measure = "sum"
    case .daysSinceLast: measure = "days_since_last"
    case .any: measure = "any"
    }
    guard let seconds = feature.windowSeconds else { return "\(source).\(measure)" }
    let unit = [(86_400, "d"), (3_600, "h"), (60, "m")].first { seconds % $0.0 == 0 } ?? (1, "s")
    return "\(source).\(measure).\(seconds / unit.0)\(unit.1)"
  }
}

extension ModelNames {
  /// The names of an action of a charter on one of its channels, by their positions.
  public init(_ charter: Charter, action: Int, channel: Int) {
    let group = charter.groups[charter.actions[action].group]
    self.init(
      issue: charter.issues[group.issue].name, group: group.name, action: charter.actions[action].name,
      channel: charter.channels[channel].name,
      direction: charter.channels[channel].direction == .inbound ? "inbound" : "outbound")
  }
}
