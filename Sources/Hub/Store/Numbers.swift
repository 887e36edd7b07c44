/// What the store knows a customer by: given once, never again, and told to nobody outside.
public struct CustomerNumber: RawRepresentable, Hashable, Comparable, Sendable {
  /// From 1 on.
  public let rawValue: Int64

  /// Takes a number of the store.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// An order without meaning beyond "created earlier".
  public static func < (a: CustomerNumber, b: CustomerNumber) -> Bool { a.rawValue < b.rawValue }
}

/// A place in the log: positions only grow, and a later one was written later.
public struct Position: RawRepresentable, Hashable, Comparable, Sendable {
  /// From 1 on; 0: none.
  public let rawValue: Int64

  /// Takes a position of the log.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Before everything.
  public static let none = Position(rawValue: 0)

  /// The order of writing.
  public static func < (a: Position, b: Position) -> Bool { a.rawValue < b.rawValue }
}

/// What names a customer to the outside: one customer may have several, an identity has one customer.
public struct Identity: Hashable, Sendable {
  /// What sort of name it is.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// The brand's own identifier: `userId` of the tracking protocol, `id` in files.
    case id = 1
    /// A device or a browser before its owner is known: `anonymousId`.
    case anonymous = 2
  }

  /// The most bytes of a value.
  public static let valueBytesMax = 256

  /// What sort of name it is.
  public var kind: Kind
  /// The name; not empty, at most ``valueBytesMax`` bytes.
  public var value: String

  /// Makes an identity.
  public init(_ kind: Kind, _ value: String) {
    self.kind = kind
    self.value = value
  }
}

/// A 128-bit digest.
public struct Digest128: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  public var high: UInt64
  /// The others.
  public var low: UInt64

  /// Makes a digest of its halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}
