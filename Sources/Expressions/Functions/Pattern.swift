import CRE2

/// A compiled regular expression with the syntax and the linear time of RE2.
///
/// Sendable although it holds a pointer: RE2's matching is documented to be safe from many threads on one object, the
/// pointer never changes, and nothing frees it before the last reference is gone.
final class Pattern: @unchecked Sendable {
  /// Why a pattern was refused.
  struct Refusal: Error {
    /// RE2's sentence.
    var reason: String
  }

  /// The memory that one pattern may take, its machines included.
  static let memoryBytesMax: Int64 = 8 << 20
  /// The longest pattern.
  static let patternBytesMax = 4096

  private let handle: OpaquePointer

  private init(handle: OpaquePointer) { self.handle = handle }

  deinit { cre2_free(handle) }

  /// Compiles a pattern.
  static func compile(_ text: String) -> Result<Pattern, Refusal> {
    guard text.utf8.count <= patternBytesMax else {
      return .failure(Refusal(reason: "it is longer than \(patternBytesMax) bytes"))
    }
    var text = text
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          let handle = cre2_compile(
            characters.baseAddress, characters.count, memoryBytesMax, message.baseAddress, message.count)
          if let handle { return .success(Pattern(handle: handle)) }
          let end = message.firstIndex(of: 0) ?? message.count
          let reason = String(decoding: message[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
          return .failure(Refusal(reason: reason))
        }
      }
    }
  }

  /// Whether the pattern matches anywhere in a text.
  func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_matches(handle, $0.baseAddress, $0.count) != 0 }
    }
  }
}
