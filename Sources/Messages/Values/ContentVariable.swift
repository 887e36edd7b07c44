import Expressions

/// Something of a customer's that texts may name, with what is done when it cannot be trusted.
public struct ContentVariable: Sendable {
  /// Where its value comes from.
  public enum Source: Sendable {
    /// A slot of the customer's row.
    case slot(Int)
    /// An expression.
    case program(Program)
  }

  /// How its value is written.
  public enum Format: String, CaseIterable, Sendable {
    /// As it stands.
    case text
    /// A number with the separators of the locale.
    case number
    /// An amount of the charter's currency, with two decimals.
    case money
    /// A share as a percentage: 0.25 is 25 %.
    case percent
    /// A day, in words.
    case date
    /// An address on the web: https or http.
    case url
  }

  /// What becomes of the text that names it when it cannot be trusted.
  public enum Remedy: Sendable {
    /// Another text stands in its place, by locale.
    case fallback([String])
    /// The block that names it is left out.
    case dropBlock
    /// The message is not sent.
    case stopMessage
  }

  /// Its name in texts.
  public var name: String
  /// Where its value comes from.
  public var source: Source
  /// The type of its value.
  public var type: ValueType
  /// How its value is written.
  public var format: Format
  /// What to do when it cannot be trusted.
  public var remedy: Remedy
  /// What must hold for its value to be believed.
  public var plausible: Program?
  /// When its value was last known to be right.
  public var updated: Source?
  /// How old its value may be, in seconds.
  public var staleAfterSeconds: Int64?
  /// The longest text, in characters; longer ones are not believed.
  public var charactersMax: Int

  /// The longest text where an author says nothing, in characters.
  public static let usualCharactersMax = 100

  /// Makes a variable.
  public init(
    name: String, source: Source, type: ValueType, format: Format = .text, remedy: Remedy, plausible: Program? = nil,
    updated: Source? = nil, staleAfterSeconds: Int64? = nil, charactersMax: Int = usualCharactersMax
  ) {
    self.name = name
    self.source = source
    self.type = type
    self.format = format
    self.remedy = remedy
    self.plausible = plausible
    self.updated = updated
    self.staleAfterSeconds = staleAfterSeconds
    self.charactersMax = charactersMax
  }
}

/// Why a value was not believed.
public enum ValueDoubt: String, Hashable, CaseIterable, Sendable {
  /// There is none, or an empty one.
  case missing
  /// It is older than it may be, or nobody knows how old.
  case stale
  /// The charter's rule does not hold of it.
  case implausible
  /// It is longer than it may be.
  case tooLong = "too_long"
  /// It holds control characters or turns the direction of writing.
  case unsafeCharacters = "unsafe_characters"
  /// It is no address on the web, or one of a scheme that could do harm.
  case unsafeLink = "unsafe_link"
}

/// What was done about a value that was not believed.
public struct ValueNote: Hashable, Sendable {
  /// What was done.
  public enum Consequence: String, Sendable {
    /// The fallback stands in its place.
    case fallback
    /// A block was left out.
    case blockDropped = "block_dropped"
    /// The message was stopped.
    case messageStopped = "message_stopped"
  }

  /// The variable's name.
  public var variable: String
  /// What was wrong with its value.
  public var doubt: ValueDoubt
  /// What was done.
  public var consequence: Consequence

  /// Makes a note.
  public init(variable: String, doubt: ValueDoubt, consequence: Consequence) {
    self.variable = variable
    self.doubt = doubt
    self.consequence = consequence
  }
}
