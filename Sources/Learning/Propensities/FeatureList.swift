import Decisions

/// What is known of one customer at one moment, by name: what models learn from and predict from.
///
/// Names and texts are keys of their letters (``Chance/key(of:)``), so that a state saved by one process, under one
/// charter, means the same to another.
public struct FeatureList: Sendable {
  /// One thing known, or known to be missing.
  struct Item {
    var name: UInt64
    /// The bits of the number, or of a text's key.
    var bits: UInt64 = 0
    /// Where the text stands among ``words``; below 0 where nobody spelled it.
    var spelling: Int32 = -1
    var kind: Kind
  }

  enum Kind: UInt8 {
    case missing, number, text
  }

  private(set) var items: [Item] = []
  /// What the things are called, in the order in which they are said, and after that texts as they are written: for
  /// people who will look at what was learned. One array, as each makes copies of a list dearer.
  private(set) var words: [String] = []
  private(set) var nameCount = 0

  /// Makes an empty list.
  public init() {}

  /// Makes a list of one thing.
  init(_ item: Item) { items = [item] }

  /// How many things it says.
  public var count: Int { items.count }

  /// Forgets everything, and keeps the room.
  public mutating func removeAll() {
    items.removeAll(keepingCapacity: true)
    words.removeLast(words.count - nameCount)
  }

  /// Forgets everything, and says what the things are called that will be said.
  public mutating func begin(named names: [String]) {
    items.removeAll(keepingCapacity: true)
    if nameCount == names.count, words.starts(with: names) {
      words.removeLast(words.count - nameCount)
    } else {
      words = names
      nameCount = names.count
    }
  }

  /// Says that nothing is known under a name.
  public mutating func append(missing name: UInt64) { items.append(Item(name: name, kind: .missing)) }

  /// Says a number; one that is NaN or infinite is missing.
  public mutating func append(_ name: UInt64, number: Double) {
    guard number.isFinite else { return append(missing: name) }
    items.append(Item(name: name, bits: number.bitPattern, kind: .number))
  }

  /// Says a text, by its key.
  public mutating func append(_ name: UInt64, text: UInt64) {
    items.append(Item(name: name, bits: text, kind: .text))
  }

  /// Says a text, by its key and as it is written.
  public mutating func append(_ name: UInt64, text: UInt64, spelled: String) {
    items.append(Item(name: name, bits: text, spelling: Int32(words.count), kind: .text))
    words.append(spelled)
  }
}

/// What an action is called on one channel: the level at which models learn, and those above it.
public struct ModelNames: Hashable, Sendable {
  /// The business issue.
  public var issue: String
  /// The group of actions.
  public var group: String
  /// The action.
  public var action: String
  /// The channel.
  public var channel: String
  /// Whether the channel is `inbound` or `outbound`; empty where nobody said. It names nothing, and is told beside.
  public var direction: String

  /// Makes names.
  public init(issue: String, group: String, action: String, channel: String, direction: String = "") {
    self.issue = issue
    self.group = group
    self.action = action
    self.channel = channel
    self.direction = direction
  }

  /// Whether both name the same model.
  public static func == (a: ModelNames, b: ModelNames) -> Bool {
    a.action == b.action && a.channel == b.channel && a.group == b.group && a.issue == b.issue
  }

  /// Adds what names it.
  public func hash(into hasher: inout Hasher) {
    for name in [issue, group, action, channel] { hasher.combine(name) }
  }
}

/// ``ModelNames`` as keys.
public struct ModelKey: Hashable, Sendable {
  let channel: UInt64
  let group: UInt64
  let action: UInt64
  /// The action on this channel.
  let treatment: UInt64

  /// The keys of names.
  public init(_ names: ModelNames) {
    channel = Chance.key(of: "channel\0\(names.channel)")
    group = Chance.key(of: "group\0\(names.issue)\0\(names.group)\0\(names.channel)")
    action = Chance.key(of: "action\0\(names.action)")
    treatment = Chance.key(of: "treatment\0\(names.action)\0\(names.channel)")
  }
}

/// Features as the tokens of a linear model: a place in the table of weights, and a value.
struct TokenList {
  /// Places in the table of shared weights.
  var tokens: [UInt32] = []
  var values: [Float] = []
  /// What one token has of the variance of a row: as many a row as it has features, whatever they are.
  var share: Float = 1

  mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  @inline(__always) mutating func append(_ key: UInt64, _ value: Float) {
    tokens.append(UInt32(truncatingIfNeeded: key >> 32) & UInt32(PropensityLearner.sharedCount - 1))
    values.append(value)
  }
}

extension TokenList {
  /// Calls `body` with each token and its value.
  @inline(__always) func forEach(_ body: (UInt32, Float) -> Void) {
    tokens.withUnsafeBufferPointer { tokens in
      values.withUnsafeBufferPointer { values in
        for index in tokens.indices { body(tokens[index], values[index]) }
      }
    }
  }
}

/// Spreads the bits of a key.
@inline(__always) func spread(_ key: UInt64) -> UInt64 {
  let z = (key ^ key >> 32) &* 0xd6e8_feb8_6659_fd93
  return z ^ z >> 32
}
