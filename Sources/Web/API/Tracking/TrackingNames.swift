import Charters
import Decisions
import Expressions
import Hub
import Synchronization

/// What senders' names mean to the charters in force: looked up once a charter, not once an event. Where two have a name, the
/// first says what it is.
final class TrackingNames: Sendable {
  /// The versions of the charters.
  let versions: [String]
  /// Channels that an e-mail address reaches.
  let emailChannels: [String]
  /// Channels that a phone number reaches.
  let phoneChannels: [String]
  /// Channels that a device token reaches.
  let pushChannels: [String]
  private let types: [String: ValueType]
  private let attributes: NameTable
  private let events: NameTable
  private let purposes: NameTable
  private let zones: Set<String>
  private let countries: Set<String>

  init(_ all: [LoadedCharter]) {
    func channels(_ kinds: Set<ChannelKind>) -> [String] {
      var names: [String] = []
      for channel in all.flatMap(\.charter.channels)
      where kinds.contains(channel.kind) && !names.contains(channel.name) { names.append(channel.name) }
      return names
    }
    versions = all.map(\.charter.version)
    emailChannels = channels([.email])
    phoneChannels = channels([.sms, .rcs, .whatsapp, .call])
    pushChannels = channels([.push])
    types = Dictionary(all.flatMap(\.world.attributes).map { ($0.name, $0.type) }) { first, _ in first }
    attributes = NameTable(all.flatMap(\.world.attributes).map(\.name))
    events = NameTable(all.flatMap(\.world.events))
    purposes = NameTable(all.flatMap(\.charter.purposes).map(\.name))
    zones = Set(all.flatMap(\.zoneNumbers.keys))
    countries = Set(all.flatMap(\.plausibleZones.keys))
  }

  /// The event's name as rules say it, and whether rules can ask for it.
  func event(_ name: String) -> (name: String, isKept: Bool) {
    events.find(name).map { ($0, true) } ?? (name, false)
  }

  /// The event's name for a type in reverse-DNS form, such as `com.example.order.completed`: what remains of it after
  /// fewer and fewer of its first segments, the longest first.
  func event(reverseDNS type: String) -> (name: String, isKept: Bool) {
    var rest = Substring(type)
    while true {
      let found = event(String(rest))
      if found.isKept { return found }
      guard let dot = rest.firstIndex(of: ".") else { return (type, false) }
      rest = rest[rest.index(after: dot)...]
    }
  }

  /// The attribute of a name, and its type; nothing when the charter has none.
  func attribute(_ name: String) -> (name: String, type: ValueType)? {
    guard let found = attributes.find(name), let type = types[found] else { return nil }
    return (found, type)
  }

  /// The purpose of a category of consent; nothing when the charter has none.
  func purpose(_ category: String) -> String? { purposes.find(category) }

  /// Whether the name is that of a time zone.
  func isZone(_ name: String) -> Bool { zones.contains(name) }

  /// The country's code in capitals, if there is such a country.
  func country(_ code: String) -> String? {
    let code = code.uppercased()
    return countries.contains(code) ? code : nil
  }
}

/// Names of a charter, found by what senders make of them: as they are, or else by their form in snake case, so that
/// `Order Completed` finds `order_completed` and `order-completed`.
private struct NameTable: Sendable {
  private let names: Set<String>
  private let bySnakeCase: [String: String]

  init(_ names: [String]) {
    self.names = Set(names)
    bySnakeCase = Dictionary(names.map { ($0.snakeCased, $0) }) { first, _ in first }
  }

  func find(_ name: String) -> String? { names.contains(name) ? name : bySnakeCase[name.snakeCased] }
}

/// The names of the charters in force, kept until others are.
final class TrackingNamesCache: Sendable {
  private let latest = Mutex<TrackingNames?>(nil)

  /// The names of the charters in force.
  /// - Throws: ``HubError`` as ``Authority/unreadiness`` says, when there is none.
  func names(of authority: Authority) throws -> TrackingNames {
    let charters = authority.activeCharters
    if charters.isEmpty {
      throw authority.unreadiness
        ?? HubError(.unavailable(retryAfterSeconds: 1), "charter.missing", "no charter is in force yet; ask again")
    }
    if let names = latest.withLock({ $0 }), names.versions == charters.map(\.charter.version) {
      return names
    }
    let names = TrackingNames(charters)
    latest.withLock { $0 = names }
    return names
  }
}
