/// What an API key permits. Each route asks for one of these; the bits are in the database.
public enum Scope: UInt8, CaseIterable, Sendable {
  /// Tell of customers and events.
  case ingest = 1
  /// Ask for decisions, confirm, release, report outcomes.
  case decide = 2
  /// Read customers, decisions, charters.
  case read = 4
  /// Change customers.
  case write = 8
  /// Charters, the kill-switch, API keys.
  case administer = 16

  /// The word that people write.
  public var name: String { "\(self)" }

  /// The scope that people write so.
  public init?(name: String) {
    guard let scope = Scope.allCases.first(where: { $0.name == name }) else { return nil }
    self = scope
  }
}

/// Who calls, once the key is known to be good.
public struct Access: Hashable, Sendable {
  /// The number of the API key.
  public var key: Int
  /// What people call the key.
  public var name: String
  /// What it permits: bits of ``Scope``.
  public var scopes: UInt8

  /// Makes an access.
  public init(key: Int, name: String, scopes: UInt8) {
    self.key = key
    self.name = name
    self.scopes = scopes
  }

  /// Whether it permits what a scope names.
  public func permits(_ scope: Scope) -> Bool { scopes & scope.rawValue != 0 }
}
