import Decisions
import Expressions
import Times

extension ByteWriter {
  fileprivate mutating func attributes(_ attributes: [(name: String, value: Value)]) {
    count(attributes.count)
    for attribute in attributes {
      string(attribute.name)
      value(attribute.value)
    }
  }

  /// A text that may be missing: a flag, then the text.
  fileprivate mutating func optional(_ text: String?) {
    flag(text != nil)
    if let text { string(text) }
  }

  fileprivate mutating func optional(_ texts: [String]?) {
    flag(texts != nil)
    if let texts { strings(texts) }
  }
}

extension ByteReader {
  fileprivate mutating func attributes() throws(BodyError) -> [(name: String, value: Value)] {
    let count = try count(ofBytes: 2)
    var attributes: [(name: String, value: Value)] = []
    attributes.reserveCapacity(count)
    for _ in 0..<count {
      let name = try string()
      attributes.append((name, try value()))
    }
    return attributes
  }

  fileprivate mutating func optionalString() throws(BodyError) -> String? { try flag() ? try string() : nil }
  fileprivate mutating func optionalStrings() throws(BodyError) -> [String]? { try flag() ? try strings() : nil }
}

extension Profile {
  /// The body of a snapshot.
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 512 + 48 * ledger.contacts.count + 16 * events.count)
    writer.byte(journeys.isEmpty ? EntryBody.formatVersion : 2)
    writer.signed(createdAtMilliseconds)
    writer.attributes(attributes)
    for text in [country, region, zone, locale, household] { writer.string(text) }
    writer.count(addresses.count)
    for address in addresses {
      writer.string(address.channel)
      writer.optional(address.text)
      writer.flag(address.isSuppressed)
    }
    writer.count(consents.count)
    for consent in consents {
      writer.string(consent.purpose)
      writer.optional(consent.channel)
      writer.flag(consent.isGranted)
      writer.signed(consent.atMilliseconds)
      writer.string(consent.source)
      writer.blob(consent.proof)
    }
    writer.strings(objections)
    writer.strings(unwanted)
    writer.strings(preferredChannels)
    writer.contacts(ledger.contacts)
    writer.events(events)
    if !journeys.isEmpty { writer.blob(journeys) }
    return writer.bytes
  }

  init(from reader: inout ByteReader, _ version: UInt8) throws(BodyError) {
    self.init()
    createdAtMilliseconds = try reader.signed()
    attributes = try reader.attributes()
    country = try reader.string()
    region = try reader.string()
    zone = try reader.string()
    locale = try reader.string()
    household = try reader.string()
    for _ in 0..<(try reader.count(ofBytes: 3)) {
      let channel = try reader.string()
      let text = try reader.optionalString()
      addresses.append(Address(channel: channel, text: text, isSuppressed: try reader.flag()))
    }
    for _ in 0..<(try reader.count(ofBytes: 6)) {
      let purpose = try reader.string()
      let channel = try reader.optionalString()
      let isGranted = try reader.flag()
      let at = try reader.signed()
      let source = try reader.string()
      consents.append(
        Consent(
          purpose: purpose, channel: channel, isGranted: isGranted, atMilliseconds: at, source: source,
          proof: try reader.blob()))
    }
    objections = try reader.strings()
    unwanted = try reader.strings()
    preferredChannels = try reader.strings()
    ledger = Ledger(inOrder: try reader.contacts())
    events = try reader.events()
    if version >= 2 { journeys = try reader.blob() }
  }
}

extension Profile: Hashable {
  /// Whether all that is known is the same, to the last bit.
  public static func == (a: Profile, b: Profile) -> Bool { a.encoded == b.encoded }

  /// Feeds all that is known to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}

extension CustomerPatch {
  /// The body of a patch: every field, so that two patches are equal when their bytes are.
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 256)
    writer.byte(EntryBody.formatVersion)
    writer.attributes(attributes)
    for text in [country, region, zone, locale, household] { writer.optional(text) }
    writer.count(addresses.count)
    for address in addresses {
      writer.string(address.channel)
      writer.optional(address.text)
      writer.flag(address.isSuppressed)
      writer.flag(address.isRemoved)
    }
    writer.count(consents.count)
    for consent in consents {
      writer.string(consent.purpose)
      writer.optional(consent.channel)
      writer.flag(consent.isGranted)
      writer.flag(consent.at != nil)
      if let at = consent.at { writer.signed(at.secondsSince1970) }
      writer.string(consent.source)
      writer.blob(consent.proof)
    }
    writer.optional(objections)
    writer.optional(unwanted)
    writer.optional(preferredChannels)
    return writer.bytes
  }

  init(from reader: inout ByteReader) throws(BodyError) {
    self.init()
    attributes = try reader.attributes()
    country = try reader.optionalString()
    region = try reader.optionalString()
    zone = try reader.optionalString()
    locale = try reader.optionalString()
    household = try reader.optionalString()
    for _ in 0..<(try reader.count(ofBytes: 4)) {
      let channel = try reader.string()
      let text = try reader.optionalString()
      let isSuppressed = try reader.flag()
      addresses.append(
        Address(channel: channel, text: text, isSuppressed: isSuppressed, isRemoved: try reader.flag()))
    }
    for _ in 0..<(try reader.count(ofBytes: 6)) {
      let purpose = try reader.string()
      let channel = try reader.optionalString()
      let isGranted = try reader.flag()
      let at = try reader.flag() ? Instant(secondsSince1970: try reader.signed()) : nil
      let source = try reader.string()
      consents.append(
        Consent(
          purpose: purpose, channel: channel, isGranted: isGranted, at: at, source: source, proof: try reader.blob()))
    }
    objections = try reader.optionalStrings()
    unwanted = try reader.optionalStrings()
    preferredChannels = try reader.optionalStrings()
  }

  /// Whether both change the same, to the last bit.
  public static func == (a: CustomerPatch, b: CustomerPatch) -> Bool { a.encoded == b.encoded }

  /// Feeds all that the patch changes to a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
