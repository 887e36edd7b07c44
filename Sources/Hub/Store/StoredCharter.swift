import Charters

/// A charter version as the store keeps it: for ever, because decisions name it.
public struct StoredCharter: Sendable {
  /// The digest that names the version.
  public var version: String
  /// Its files.
  public var files: [SourceFile]
  /// When it came: milliseconds since 1970.
  public var uploadedAtMilliseconds: Int64

  /// Makes a stored charter.
  public init(version: String, files: [SourceFile], uploadedAtMilliseconds: Int64) {
    self.version = version
    self.files = files
    self.uploadedAtMilliseconds = uploadedAtMilliseconds
  }
}

/// One time at which a charter came into force.
public struct Activation: Hashable, Sendable {
  /// From 1 on, in order.
  public var number: Int
  /// The version that came into force.
  public var version: String
  /// When: milliseconds since 1970.
  public var atMilliseconds: Int64
  /// The version that goes on deciding for customers whom the roll-out of this one has not reached; nothing: it is for
  /// everybody.
  public var earlier: String?

  /// Makes an activation.
  public init(number: Int, version: String, atMilliseconds: Int64, earlier: String? = nil) {
    self.number = number
    self.version = version
    self.atMilliseconds = atMilliseconds
    self.earlier = earlier
  }
}

/// What a decision rests on besides the customer: written once, so that a decision names it by number.
public struct DecisionContext: Hashable, Sendable {
  /// From 1 on.
  public var number: Int
  /// The charter's version.
  public var charterVersion: String
  /// The models' version.
  public var modelVersion: String
  /// What was stopped and used up, as ``Availability`` is encoded.
  public var availability: [UInt8]

  /// Makes a context.
  public init(number: Int, charterVersion: String, modelVersion: String, availability: [UInt8]) {
    self.number = number
    self.charterVersion = charterVersion
    self.modelVersion = modelVersion
    self.availability = availability
  }
}

/// An API key as the store keeps it: its secret is known by digest only.
public struct StoredAccessKey: Hashable, Sendable {
  /// From 1 on.
  public var number: Int
  /// What people call it.
  public var name: String
  /// SHA-256 of the secret.
  public var secretDigest: [UInt8]
  /// What it permits: bits of ``Scope``.
  public var scopes: UInt8
  /// When it was made: milliseconds since 1970.
  public var createdAtMilliseconds: Int64
  /// When it ended; nothing: it holds.
  public var revokedAtMilliseconds: Int64?

  /// Makes a key.
  public init(
    number: Int, name: String, secretDigest: [UInt8], scopes: UInt8, createdAtMilliseconds: Int64,
    revokedAtMilliseconds: Int64? = nil
  ) {
    self.number = number
    self.name = name
    self.secretDigest = secretDigest
    self.scopes = scopes
    self.createdAtMilliseconds = createdAtMilliseconds
    self.revokedAtMilliseconds = revokedAtMilliseconds
  }
}

/// Something stopped, by hand or by a guard. Two of the same thing are the same, whatever their reasons.
public struct Stop: Hashable, Sendable {
  /// What can be stopped; the raw values are in the database.
  public enum Target: UInt8, CaseIterable, Sendable {
    case everything = 1
    case action = 2
    case channel = 3
    case brand = 4
  }

  /// What sort of thing.
  public var target: Target
  /// Its name; empty for everything.
  public var name: String
  /// Why a guard stopped it; empty: somebody did by hand.
  public var reason: String

  /// Makes a stop.
  public init(_ target: Target, _ name: String = "", reason: String = "") {
    self.target = target
    self.name = name
    self.reason = reason
  }

  /// Whether both stop the same.
  public static func == (a: Stop, b: Stop) -> Bool { a.target == b.target && a.name == b.name }

  /// Feeds what is stopped to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(target)
    hasher.combine(name)
  }
}

extension [DecisionContext] {
  /// The one of a number, in a list that ascends; there is one for every publication of models, so they become many.
  func numbered(_ number: Int) -> DecisionContext? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].number == number ? self[low] : nil
  }
}
