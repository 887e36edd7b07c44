import Charters
import Expressions
import Hub
import Records
import Times

/// Turns traits and context into a change of a customer.
struct TraitReading {
  private let names: TrackingNames
  /// The change so far, attributes left out.
  private var change = CustomerPatch()
  /// Attributes by name, and whether the sender wrote exactly that name, which then wins over `camelCase` forms of it.
  private var attributes: [String: (value: Value, isExact: Bool)] = [:]
  /// Traits that do not fit the type of their attribute.
  private(set) var misfitCount = 0

  init(_ names: TrackingNames) { self.names = names }

  /// Whether nothing changes.
  var isEmpty: Bool {
    attributes.isEmpty && change.addresses.isEmpty && change.consents.isEmpty && change.country == nil
      && change.locale == nil && change.zone == nil
  }

  /// The change.
  var patch: CustomerPatch {
    var patch = change
    patch.attributes = attributes.map { ($0.key, $0.value.value) }.sorted { $0.name < $1.name }
    return patch
  }

  // MARK: Traits

  /// Reads the traits of a person: attributes, an e-mail address, a phone number, a country.
  ///
  /// Addresses are no consent: that is asked for and proved apart.
  mutating func read(traits: JSONValue) {
    for (key, value) in traits.members {
      let name = String(decoding: key, as: UTF8.self)
      switch name {
      case "email" where !names.emailChannels.isEmpty:
        set(address: value, on: names.emailChannels, Self.email)
        setKnown(name, value)
      case "phone" where !names.phoneChannels.isEmpty:
        set(address: value, on: names.phoneChannels, Self.phone)
        setKnown(name, value)
      case "address" where value.kind == .object:
        if let code = value["country"]?.string, let country = names.country(code) { change.country = country }
        setMembers(of: value, prefix: "address_")
      default: set(name, value)
      }
    }
  }

  /// Reads a group: its id, and those of its traits that the charter has as `group_…`.
  mutating func read(groupId: String, traits: JSONValue?) {
    attributes["group_id"] = (.string(groupId), true)
    if let traits { setMembers(of: traits, prefix: "group_") }
  }

  /// A trait as an attribute: of the charter's if it has one of that name, under its own name otherwise.
  private mutating func set(_ name: String, _ value: JSONValue) {
    if setKnown(name, value) { return }
    if value.kind == .object { return setMembers(of: value, prefix: name + "_") }
    guard !name.isEmpty, name.utf8.count <= TrackingLimits.nameBytesMax, let scalar = Value(scalar: value) else {
      return
    }
    attributes[name] = (scalar, true)
  }

  /// The members of an object, for attributes that the charter has under the prefix.
  private mutating func setMembers(of object: JSONValue, prefix: String) {
    for (key, value) in object.members { setKnown(prefix + String(decoding: key, as: UTF8.self), value) }
  }

  /// Sets an attribute of the charter's; returns false when it has none of that name.
  @discardableResult private mutating func setKnown(_ name: String, _ value: JSONValue) -> Bool {
    guard let attribute = names.attribute(name) else { return false }
    let isExact = attribute.name == name
    if !isExact, attributes[attribute.name]?.isExact == true { return true }
    if let read = Value(value, as: attribute.type) {
      attributes[attribute.name] = (read, isExact)
    } else {
      misfitCount += 1
    }
    return true
  }

  // MARK: Addresses

  /// Sets an address on channels; null takes it away, what is no address changes nothing.
  private mutating func set(address value: JSONValue, on channels: [String], _ form: (String) -> String?) {
    if value.isNull {
      for channel in channels { change.addresses.append(.init(channel: channel, isRemoved: true)) }
    } else if let text = value.string.flatMap(form) {
      for channel in channels { change.addresses.append(.init(channel: channel, text: text)) }
    } else {
      misfitCount += 1
    }
  }

  /// An e-mail address without spaces around it: something, `@`, something; at most 254 bytes (RFC 5321).
  static func email(_ text: String) -> String? {
    let address = text.trimmed
    guard address.utf8.count <= 254, let at = address.lastIndex(of: "@"), at != address.startIndex,
      address.index(after: at) != address.endIndex, !address.utf8.contains(where: { $0 <= 0x20 })
    else { return nil }
    return address
  }

  /// A phone number: in international form (E.164: `+` and 7 to 15 digits) where it begins with `+` or `00`, without
  /// spaces around it otherwise, since nobody says which country it is of.
  static func phone(_ text: String) -> String? {
    let number = text.trimmed
    guard number.hasPrefix("+") || number.hasPrefix("00") else {
      let digitCount = number.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return digitCount >= 3 && number.utf8.count <= 32 ? number : nil
    }
    var digits = ""
    for character in number.dropFirst(number.hasPrefix("+") ? 1 : 2) {
      if ("0"..."9").contains(character) {
        digits.append(character)
      } else if !" -./()\u{A0}".contains(character) {
        return nil
      }
    }
    return (7...15).contains(digits.utf8.count) ? "+" + digits : nil
  }

  // MARK: Context

  /// Reads what the device says of the person who holds it: language, time zone, token for pushed messages, consent.
  mutating func read(context: TrackedContext, at moment: Instant) {
    if let locale = context["locale"]?.string.flatMap(Self.languageTag) { change.locale = locale }
    if let zone = context["timezone"]?.string, names.isZone(zone) { change.zone = zone }
    if let token = context["device"]?["token"]?.string, !token.isEmpty {
      for channel in names.pushChannels { change.addresses.append(.init(channel: channel, text: token)) }
    }
    if let consent = context["consent"] { read(consent: consent, at: moment) }
    if let consent = context["consentManagement"] { read(consentManagement: consent, at: moment) }
  }

  /// Segment's form: `{"categoryPreferences": {"marketing": true}}`.
  private mutating func read(consent: JSONValue, at moment: Instant) {
    guard let preferences = consent["categoryPreferences"] else { return }
    for (key, value) in preferences.members {
      guard let isGranted = value.bool else { continue }
      add(consent: String(decoding: key, as: UTF8.self), isGranted: isGranted, at: moment, proof: consent)
    }
  }

  /// RudderStack's form: `{"allowedConsentIds": ["marketing"], "deniedConsentIds": []}`.
  private mutating func read(consentManagement consent: JSONValue, at moment: Instant) {
    for (list, isGranted) in [(consent["allowedConsentIds"], true), (consent["deniedConsentIds"], false)] {
      guard let list else { continue }
      for name in list.elements.compactMap(\.string) {
        add(consent: name, isGranted: isGranted, at: moment, proof: consent)
      }
    }
  }

  /// Consent for the purpose of a category, on all channels; categories that are no purpose are of no concern.
  private mutating func add(consent category: String, isGranted: Bool, at moment: Instant, proof: JSONValue) {
    guard let purpose = names.purpose(category) else { return }
    var writer = JSONWriter()
    writer.write(proof)
    change.consents.append(
      .init(purpose: purpose, isGranted: isGranted, at: moment, source: "tracking", proof: writer.bytes))
  }

  /// A language tag (RFC 5646) with hyphens, `fr-FR` of `fr_FR`; nothing when it does not look like one.
  static func languageTag(_ text: String) -> String? {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
    guard let language = parts.first, (2...3).contains(language.utf8.count), text.utf8.count <= 35,
      language.allSatisfy({ $0.isASCII && $0.isLetter }),
      parts.dropFirst().allSatisfy({
        (1...8).contains($0.utf8.count) && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      })
    else { return nil }
    let rest = parts.dropFirst().map { $0.utf8.count == 2 ? $0.uppercased() : String($0) }
    return ([language.lowercased()] + rest).joined(separator: "-")
  }
}

extension Value {
  /// A number, a text, `true`, `false` or null; nothing for lists and objects.
  init?(scalar json: JSONValue) {
    switch json.kind {
    case .object, .array: return nil
    case .null: self = .null
    case .true: self = .bool(true)
    case .false: self = .bool(false)
    case .string: self = .string(json.string ?? "")
    case .int64: self = .int(json.int64 ?? 0)
    case .uint64: self = .uint(json.uint64 ?? 0)
    case .double: self = .double(json.double ?? 0)
    }
  }

  /// A value as the type of an attribute; nothing when it cannot be one.
  ///
  /// Senders write from many languages, so a number may come as its text, a whole one as `42.0`, a text as a number, a
  /// time as seconds or milliseconds since 1970. Null is of every type.
  init?(_ json: JSONValue, as type: ValueType) {
    if case .list(let inner) = type, json.kind == .array {
      var items: [Value] = []
      for element in json.elements {
        guard !element.isNull, let item = Value(element, as: inner) else { return nil }
        items.append(item)
      }
      self = .list(items)
      return
    }
    guard let scalar = Value(scalar: json) else { return nil }
    if let fitting = scalar.converted(to: type) {
      self = fitting
      return
    }
    switch (scalar, type) {
    case (.string(let text), _): self.init(text: text.trimmed, as: type)
    case (.int(let number), .string): self = .string(String(number))
    case (.uint(let number), .string): self = .string(String(number))
    case (.double(let number), .string): self = .string(number.description)
    case (.bool(let flag), .string): self = .string(flag ? "true" : "false")
    case (.double(let number), .int):
      guard let whole = Int64(exactly: number) else { return nil }
      self = .int(whole)
    case (.double(let number), .uint):
      guard let whole = UInt64(exactly: number) else { return nil }
      self = .uint(whole)
    case (_, .timestamp):
      guard let milliseconds = TrackingTime.milliseconds(json) else { return nil }
      self = .timestamp(Timestamp(seconds: milliseconds.quotientFloored(by: 1000)))
    default: return nil
    }
  }
}
