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

  /// What a profile and a patch both say of an address.
  fileprivate mutating func address(_ channel: String, _ text: String?, isSuppressed: Bool) {
    string(channel)
    optional(text)
    flag(isSuppressed)
  }

  /// What a profile and a patch both say of a consent; each has a moment of its own kind in the middle.
  fileprivate mutating func consent(
    _ purpose: String, _ channel: String?, isGranted: Bool, _ source: String, _ proof: [UInt8],
    moment: (inout ByteWriter) -> Void
  ) {
    string(purpose)
    optional(channel)
    flag(isGranted)
    moment(&self)
    string(source)
    blob(proof)
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

  /// What ``ByteWriter/address(_:_:isSuppressed:)`` wrote.
  fileprivate mutating func address() throws(BodyError) -> (channel: String, text: String?, isSuppressed: Bool) {
    (try string(), try optionalString(), try flag())
  }

  /// What ``ByteWriter/consent(_:_:isGranted:_:_:moment:)`` wrote.
  fileprivate mutating func consent<Moment>(
    moment: (inout ByteReader) throws(BodyError) -> Moment
  ) throws(BodyError) -> ConsentParts<Moment> {
    ConsentParts(
      purpose: try string(), channel: try optionalString(), isGranted: try flag(), moment: try moment(&self),
      source: try string(), proof: try blob())
  }
}

/// A consent as it is read, whatever its moment.
private struct ConsentParts<Moment> {
  var purpose: String
  var channel: String?
  var isGranted: Bool
  var moment: Moment
  var source: String
  var proof: [UInt8]
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
    for address in addresses { writer.address(address.channel, address.text, isSuppressed: address.isSuppressed) }
    writer.count(consents.count)
    for consent in consents {
      writer.consent(
        consent.purpose, consent.channel, isGranted: consent.isGranted, consent.source, consent.proof
      ) { $0.signed(consent.atMilliseconds) }
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
      let (channel, text, isSuppressed) = try reader.address()
      addresses.append(Address(channel: channel, text: text, isSuppressed: isSuppressed))
    }
    for _ in 0..<(try reader.count(ofBytes: 6)) {
      let read = try reader.consent { (reader) throws(BodyError) in try reader.signed() }
      consents.append(
        Consent(
          purpose: read.purpose, channel: read.channel, isGranted: read.isGranted, atMilliseconds: read.moment,
          source: read.source, proof: read.proof))
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
      writer.address(address.channel, address.text, isSuppressed: address.isSuppressed)
      writer.flag(address.isRemoved)
    }
    writer.count(consents.count)
    for consent in consents {
      writer.consent(
        consent.purpose, consent.channel, isGranted: consent.isGranted, consent.source, consent.proof
      ) { writer in
        writer.flag(consent.at != nil)
        if let at = consent.at { writer.signed(at.secondsSince1970) }
      }
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
      let (channel, text, isSuppressed) = try reader.address()
      addresses.append(
        Address(channel: channel, text: text, isSuppressed: isSuppressed, isRemoved: try reader.flag()))
    }
    for _ in 0..<(try reader.count(ofBytes: 6)) {
      let read = try reader.consent { (reader) throws(BodyError) in
        try reader.flag() ? Instant(secondsSince1970: try reader.signed()) : nil
      }
      consents.append(
        Consent(
          purpose: read.purpose, channel: read.channel, isGranted: read.isGranted, at: read.moment,
          source: read.source, proof: read.proof))
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
