import Charters
import Decisions
import Expressions
import Intake
import Records
import Times

extension CustomerPatch {
  /// The most attributes of a patch.
  public static let attributesMax = 256
  /// The most bytes of a name: of an attribute, a channel, a purpose, a country, a household.
  public static let nameBytesMax = 128
  /// The most bytes of a text that is an attribute's value.
  public static let textBytesMax = 32 << 10
  /// The most bytes of an address.
  public static let addressBytesMax = 1024
  /// The most bytes of a consent's proof, as JSON.
  public static let proofBytesMax = 16 << 10
  /// The most addresses, consents, objections, unwanted things, preferred channels, and items of an attribute's list.
  public static let itemsMax = 256

  /// Reads a change of a customer from JSON, with the keys of docs/CUSTOMERS.md that are not about the past. A key left
  /// out changes nothing; null takes away what the key says.
  /// - Parameters:
  ///   - object: the JSON.
  ///   - zone: for times without an offset.
  /// - Returns: the patch, or everything that is wrong, with JSON paths.
  public static func read(_ object: JSONValue, zone: Zone) -> Result<CustomerPatch, CustomerFaults> {
    var reading = DraftReading(zone: zone)
    var patch = CustomerPatch()
    guard object.kind == .object else {
      reading.fault("field.type", "this should be an object", "")
      return .failure(CustomerFaults(faults: reading.faults))
    }
    for (key, value) in object.members {
      let name = String(decoding: key, as: UTF8.self)
      if !patch.read(name, value, &reading) { reading.fault("field.unknown", "a patch has no `\(name)`", name) }
    }
    patch.checkLimits(&reading)
    guard reading.faults.isEmpty else { return .failure(CustomerFaults(faults: reading.faults)) }
    patch.sortAttributes()
    return .success(patch)
  }

  /// Reads one key; false when a patch has none of that name.
  private mutating func read(_ name: String, _ value: JSONValue, _ reading: inout DraftReading) -> Bool {
    func text() -> String { value.isNull ? "" : reading.text(value, name) }
    func texts() -> [String] { value.isNull ? [] : reading.texts(value, name) }
    switch name {
    case "attributes": if !value.isNull { attributes = reading.attributes(value) }
    case "country": country = text()
    case "region": region = text()
    case "zone": zone = text()
    case "locale": locale = text()
    case "household": household = text()
    case "addresses":
      guard !value.isNull else { break }
      addresses = reading.addresses(value).map { channel, address in
        Address(
          channel: channel, text: address?.text, isSuppressed: address?.isSuppressed ?? false,
          isRemoved: address == nil)
      }
    case "consents":
      guard !value.isNull else { break }
      consents = reading.consents(value).map { consent in
        Consent(
          purpose: consent.purpose, channel: consent.channel, isGranted: consent.isGranted,
          at: consent.atMilliseconds.map { Instant(secondsSince1970: $0.quotientFloored(by: 1000)) },
          source: consent.source, proof: consent.proof)
      }
    case "objections": objections = texts()
    case "unwanted": unwanted = texts()
    case "preferred_channels": preferredChannels = texts()
    default: return false
    }
    return true
  }

  /// In the order of their names, no name twice: the last one counts.
  private mutating func sortAttributes() {
    var profile = Profile()
    var removed: [String: Bool] = [:]
    for (name, value) in attributes {
      if case .null = value { removed[name] = true } else { removed[name] = false }
      profile.set(name, value)
    }
    for (name, isRemoved) in removed where isRemoved { profile.attributes.append((name, .null)) }
    attributes = profile.attributes.sorted { $0.name.precedes($1.name) }
  }

  private func checkLimits(_ reading: inout DraftReading) {
    func count(_ count: Int, _ most: Int, _ path: String) {
      if count > most {
        reading.fault("list.too_long", "`\(path)` has \(count) items; at most \(most) are taken", path)
      }
    }
    func name(_ name: String?, _ path: String, isNeeded: Bool = false, most: Int = CustomerPatch.nameBytesMax) {
      guard let name else { return }
      if name.utf8.count > most {
        reading.fault("text.too_long", "this has \(name.utf8.count) bytes; at most \(most) are taken", path)
      } else if isNeeded, name.isEmpty, !reading.faults.contains(where: { $0.path == path }) {
        // What could not be read at all is empty, too, and has its fault already.
        reading.fault("text.empty", "this must not be empty", path)
      }
    }
    count(attributes.count, CustomerPatch.attributesMax, "attributes")
    for (attribute, value) in attributes {
      name(attribute, "attributes.\(attribute.prefix(40))", isNeeded: true)
      check(value, "attributes.\(attribute.prefix(40))", &reading)
    }
    for (text, path) in [
      (country, "country"), (region, "region"), (zone, "zone"), (locale, "locale"), (household, "household"),
    ] { name(text, path) }
    count(addresses.count, CustomerPatch.itemsMax, "addresses")
    for address in addresses {
      let path = "addresses.\(address.channel.prefix(40))"
      name(address.channel, path, isNeeded: true)
      name(address.text, path, isNeeded: true, most: CustomerPatch.addressBytesMax)
    }
    count(consents.count, CustomerPatch.itemsMax, "consents")
    for (index, consent) in consents.enumerated() {
      name(consent.purpose, "consents[\(index)].purpose", isNeeded: true)
      name(consent.channel, "consents[\(index)].channel", isNeeded: true)
      name(consent.source, "consents[\(index)].source")
      if consent.proof.count > CustomerPatch.proofBytesMax {
        reading.fault(
          "text.too_long",
          "the proof has \(consent.proof.count) bytes; at most \(CustomerPatch.proofBytesMax) are taken",
          "consents[\(index)].proof")
      }
    }
    for (names, path) in [
      (objections, "objections"), (unwanted, "unwanted"), (preferredChannels, "preferred_channels"),
    ] {
      count(names?.count ?? 0, CustomerPatch.itemsMax, path)
      for (index, item) in (names ?? []).enumerated() { name(item, "\(path)[\(index)]", isNeeded: true) }
    }
  }

  private func check(_ value: Value, _ path: String, _ reading: inout DraftReading) {
    switch value {
    case .string(let text) where text.utf8.count > CustomerPatch.textBytesMax:
      reading.fault(
        "text.too_long", "this has \(text.utf8.count) bytes; at most \(CustomerPatch.textBytesMax) are taken", path)
    case .list(let items):
      if items.count > CustomerPatch.itemsMax {
        reading.fault(
          "list.too_long", "this has \(items.count) items; at most \(CustomerPatch.itemsMax) are taken", path)
      }
      for item in items.prefix(CustomerPatch.itemsMax) { check(item, path, &reading) }
    default: break
    }
  }

  // MARK: Against a charter

  /// What does not fit a charter: attributes of another type, channels, purposes and zones that it does not know.
  /// Attributes that it does not know are no fault: profiles keep them, see ``unknownAttributes(to:)``.
  public func checked(against loaded: LoadedCharter) -> [CustomerFault] { checked(by: CustomerBinder(loaded)) }

  /// The same as ``checked(against:)``, for those who have a binder already.
  public func checked(by binder: CustomerBinder) -> [CustomerFault] {
    var draft = CustomerDraft(id: "")
    draft.attributes = attributes
    draft.zone = zone ?? ""
    draft.addresses = addresses.filter { !$0.isRemoved }.map {
      .init(channel: $0.channel, text: $0.text, isSuppressed: $0.isSuppressed)
    }
    draft.consents = consents.map { .init(purpose: $0.purpose, channel: $0.channel, isGranted: $0.isGranted) }
    draft.objections = objections ?? []
    draft.unwanted = unwanted ?? []
    draft.preferredChannels = preferredChannels ?? []
    return binder.faults(in: draft)
  }

  /// The attributes that a charter does not know: kept, and read by no rule of it. Worth a warning.
  public func unknownAttributes(to loaded: LoadedCharter) -> [String] {
    attributes.map(\.name).filter { loaded.world.slot(of: $0) == nil }
  }
}
