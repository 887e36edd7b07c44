import Records
import Times

/// A key of an object of a request; compared with literals by bytes.
struct JSONKey {
  /// The key as UTF-8, escapes resolved.
  let bytes: UnsafeBufferPointer<UInt8>

  /// The key as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Lets `switch` compare a key with literals.
  static func ~= (literal: StaticString, key: JSONKey) -> Bool {
    literal.utf8CodeUnitCount == key.bytes.count
      && UnsafeBufferPointer(start: literal.utf8Start, count: key.bytes.count).elementsEqual(key.bytes)
  }
}

extension JSONValue {
  /// Gives each member of an object to `read`, which returns false for a key that it does not know.
  ///
  /// The paths of errors are put together on the way out, so that a request without one pays nothing for them.
  /// - Throws: ``APIError`` `field.invalid` when this is no object, `field.unknown`; what `read` throws, with its path.
  func readMembers(_ read: (_ key: JSONKey, _ value: JSONValue) throws -> Bool) throws {
    guard kind == .object else { throw APIError.field("an object") }
    for (key, value) in members {
      let key = JSONKey(bytes: key)
      do {
        guard try read(key, value) else {
          throw APIError(.badRequest, "field.unknown", "there is no field `\(key.text.excerpt)` here")
        }
      } catch let error as APIError {
        throw error.inside(key.text.excerpt)
      }
    }
  }

  /// Gives each element of an array of at most `countMax` to `read`.
  /// - Throws: ``APIError`` `field.invalid`, `field.too_long`; what `read` throws, with its path.
  func readElements(countMax: Int, _ read: (JSONValue) throws -> Void) throws {
    guard kind == .array else { throw APIError.field("an array") }
    var index = 0
    for value in elements {
      guard index < countMax else {
        throw APIError(.badRequest, "field.too_long", "there may be at most \(countMax) elements here")
      }
      do { try read(value) } catch let error as APIError { throw error.inside("[\(index)]") }
      index += 1
    }
  }

  /// A text of at least one and at most `bytesMax` bytes of UTF-8.
  func text(bytesMax: Int) throws(APIError) -> String {
    guard let bytes = stringBytes else { throw APIError.field("a text") }
    guard !bytes.isEmpty else { throw APIError(.badRequest, "field.empty", "this must not be empty") }
    guard bytes.count <= bytesMax else {
      throw APIError(.badRequest, "field.too_long", "this may be at most \(bytesMax) bytes long")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A whole number within a range.
  func whole(in range: ClosedRange<Int>) throws(APIError) -> Int {
    guard let number = int64, let whole = Int(exactly: number), range.contains(whole) else {
      throw APIError.field("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// `true` or `false`.
  func truth() throws(APIError) -> Bool {
    guard let bool else { throw APIError.field("true or false") }
    return bool
  }

  /// A number; JSON has no infinities.
  func number() throws(APIError) -> Double {
    guard let double else { throw APIError.field("a number") }
    return double
  }

  /// A moment in the form of ISO 8601 with its offset, such as `2026-03-01T09:00:00Z`.
  func instant() throws(APIError) -> Instant {
    let text = try text(bytesMax: 64)
    do { return try Instant(iso8601: text, zone: nil) } catch {
      throw APIError.field("a moment such as 2026-03-01T09:00:00Z")
    }
  }
}

extension APIError {
  /// A field holds something else than it should.
  static func field(_ wanted: String) -> APIError { APIError(.badRequest, "field.invalid", "this must be \(wanted)") }

  /// A field that must be there is not.
  static func missing(_ name: String) -> APIError {
    APIError(.badRequest, "field.missing", "there must be a field `\(name)`", path: name)
  }

  /// The same error, seen from the object or array that holds the place.
  func inside(_ step: String) -> APIError {
    var error = self
    if path.isEmpty {
      error.path = step
    } else {
      error.path = path.hasPrefix("[") ? step + path : step + "." + path
    }
    return error
  }
}

extension String {
  /// The text as messages show it: not too long, control characters replaced.
  var excerpt: String {
    let shown = unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
    var text = String(String.UnicodeScalarView(shown))
    if unicodeScalars.count > 64 { text += "…" }
    return text
  }
}
