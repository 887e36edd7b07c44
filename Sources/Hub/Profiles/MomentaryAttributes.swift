import Charters
import Expressions

/// Attributes that held for one decision only, as its record keeps them.
///
/// By the places of the attributes in the charter that decided, which the record names: names would be more than half of
/// all bytes that a decision with many attributes writes. Records of before have a patch with names, format 1.
enum MomentaryAttributes {
  private static let formatVersion: UInt8 = 2

  /// The bytes; nothing for no attributes. Names that the charter does not have are left out: no decision used them.
  static func encode(_ attributes: [(name: String, value: Value)], _ world: World) -> [UInt8] {
    guard !attributes.isEmpty else { return [] }
    var writer = ByteWriter(capacity: 16 + 10 * attributes.count)
    writer.byte(formatVersion)
    for (name, value) in attributes {
      guard let slot = world.slot(of: name) else { continue }
      writer.count(slot)
      writer.value(value)
    }
    return writer.bytes
  }

  /// The attributes again, under the charter that decided.
  /// - Throws: ``BodyError`` when the bytes are damaged.
  static func decode(_ bytes: [UInt8], _ world: World) throws(BodyError) -> [(name: String, value: Value)] {
    guard let version = bytes.first else { return [] }
    if version == 1 {
      guard case .patch(let patch) = try EntryBody(kind: .patch, body: bytes) else { return [] }
      return patch.attributes
    }
    var reader = ByteReader(bytes)
    _ = try reader.version(upTo: formatVersion)
    var attributes: [(name: String, value: Value)] = []
    while reader.remaining > 0 {
      let slot = try reader.number()
      guard world.attributes.indices.contains(slot) else {
        throw .invalid("an attribute that its charter does not have")
      }
      attributes.append((world.attributes[slot].name, try reader.value()))
    }
    return attributes
  }
}
