import Charters
import Decisions
import Explanations
import Expressions
import Hub
import Records

/// A question as it stands in a request, and how its answer is wanted.
struct DecisionQuestion: Sendable {
  /// The most names of channels or actions in one question.
  static let namesMax = 256
  /// The most attributes of one question.
  static let attributesMax = 256
  /// The most bytes of a name.
  static let nameBytesMax = 128
  /// The most bytes of an attribute's text.
  static let textBytesMax = 32 << 10

  /// What the answer is to say of its reasons.
  enum Explaining: Hashable, Sendable {
    case nothing
    /// In the charter's language.
    case usual
    case language(Phrases.Language)
  }

  var request: DecisionRequest
  var explaining = Explaining.nothing

  /// Reads a question.
  /// - Throws: ``APIError`` `field.…`.
  init(_ object: JSONValue) throws {
    var customer: Identity?
    var kind = Occasion.Kind.outbound
    var channels: [String] = []
    var actions: [String] = []
    var answersMax = 1
    var mode = DecisionRequest.Mode.reservation
    var attributes: [(name: String, value: Value)] = []
    var explaining = Explaining.nothing
    try object.readMembers { key, value in
      switch key {
      case "customer": customer = try Identity.read(value)
      case "occasion": kind = try DecisionQuestion.occasion(value)
      case "channels": channels = try DecisionQuestion.names(value)
      case "actions": actions = try DecisionQuestion.names(value)
      case "answers": answersMax = try value.whole(in: 1...DecisionRequest.answersMax)
      case "mode": mode = try DecisionQuestion.mode(value)
      case "attributes": attributes = try DecisionQuestion.attributes(value)
      case "explain": explaining = try DecisionQuestion.explaining(value)
      default: return false
      }
      return true
    }
    guard let customer else { throw APIError.missing("customer") }
    request = DecisionRequest(
      customer: customer,
      occasion: Occasion(kind: kind, channels: channels, actions: actions, answersMax: answersMax), mode: mode,
      attributes: attributes)
    self.explaining = explaining
  }

  private static func occasion(_ value: JSONValue) throws -> Occasion.Kind {
    var word: String?
    var placement: String?
    var name: String?
    try value.readMembers { key, value in
      switch key {
      case "kind": word = try value.text(bytesMax: nameBytesMax)
      case "placement": placement = try value.text(bytesMax: nameBytesMax)
      case "name": name = try value.text(bytesMax: nameBytesMax)
      default: return false
      }
      return true
    }
    // What the kind has no use for is refused: it would be a misunderstanding.
    if placement != nil, word != "inbound" {
      throw APIError(.badRequest, "field.unknown", "only an inbound occasion has a placement", path: "placement")
    }
    if name != nil, word != "event", word != "timer" {
      throw APIError(.badRequest, "field.unknown", "only an event or a timer has a name", path: "name")
    }
    switch word {
    case "inbound": return .inbound(placement: placement ?? "")
    case "outbound": return .outbound
    case "event":
      guard let name else { throw APIError.missing("name") }
      return .event(name)
    case "timer":
      guard let name else { throw APIError.missing("name") }
      return .timer(name)
    case nil: throw APIError.missing("kind")
    default: throw APIError.field("`inbound`, `outbound`, `event` or `timer`").inside("kind")
    }
  }

  private static func names(_ value: JSONValue) throws -> [String] {
    var names: [String] = []
    try value.readElements(countMax: namesMax) { names.append(try $0.text(bytesMax: nameBytesMax)) }
    return names
  }

  private static func mode(_ value: JSONValue) throws -> DecisionRequest.Mode {
    switch value.string {
    case "reservation": return .reservation
    case "proposal": return .proposal
    default: throw APIError.field("`reservation` or `proposal`")
    }
  }

  private static func explaining(_ value: JSONValue) throws -> Explaining {
    if let bool = value.bool { return bool ? .usual : .nothing }
    guard let language = value.string.flatMap(Phrases.Language.init(rawValue:)) else {
      throw APIError.field("true, false, `en` or `fr`")
    }
    return .language(language)
  }

  private static func attributes(_ value: JSONValue) throws -> [(name: String, value: Value)] {
    var attributes: [(name: String, value: Value)] = []
    try value.readMembers { key, value in
      guard attributes.count < attributesMax else {
        throw APIError(.badRequest, "field.too_long", "there may be at most \(attributesMax) attributes")
      }
      guard key.bytes.count <= nameBytesMax else {
        throw APIError(.badRequest, "field.too_long", "a name may be at most \(nameBytesMax) bytes long")
      }
      attributes.append((key.text, try attribute(value)))
      return true
    }
    return attributes
  }

  private static func attribute(_ value: JSONValue) throws -> Value {
    switch value.kind {
    case .null: return .null
    case .true: return .bool(true)
    case .false: return .bool(false)
    case .int64: return .int(value.int64 ?? 0)
    case .uint64: return .uint(value.uint64 ?? 0)
    case .double: return .double(value.double ?? 0)
    case .string:
      guard let bytes = value.stringBytes, bytes.count <= textBytesMax else {
        throw APIError(.badRequest, "field.too_long", "a text may be at most \(textBytesMax) bytes long")
      }
      return .string(value.string ?? "")
    case .array:
      var list: [Value] = []
      try value.readElements(countMax: namesMax) { element in
        guard element.kind != .array else { throw APIError.field("a text, a number, true or false") }
        list.append(try attribute(element))
      }
      return .list(list)
    case .object: throw APIError.field("a text, a number, true, false, null, or a list of these")
    }
  }
}

extension Identity {
  /// Reads how a caller names a customer: a text, a whole number (its digits are the text), `{"id": …}` or
  /// `{"anonymous_id": …}`.
  static func read(_ value: JSONValue) throws -> Identity {
    guard value.kind == .object else { return Identity(.id, try text(value)) }
    var identity: Identity?
    try value.readMembers { key, value in
      let kind: Identity.Kind
      switch key {
      case "id": kind = .id
      case "anonymous_id": kind = .anonymous
      default: return false
      }
      guard identity == nil else { throw APIError(.badRequest, "field.invalid", "a customer is named by one of both") }
      identity = Identity(kind, try text(value))
      return true
    }
    guard let identity else { throw APIError.missing("id") }
    return identity
  }

  private static func text(_ value: JSONValue) throws(APIError) -> String {
    if let number = value.int64 { return "\(number)" }
    if let number = value.uint64 { return "\(number)" }
    return try value.text(bytesMax: valueBytesMax)
  }
}
