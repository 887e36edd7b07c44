import Testing
@testable import Times

/// The quick reader of moments against the one that reads every form.
@Suite struct UTCBytesTests {
  private func quick(_ bytes: [UInt8]) -> Instant? { bytes.withUnsafeBufferPointer { Instant(utcBytes: $0) } }

  @Test func everyDayOfFourCenturiesIsTheSame() throws {
    for day in -80_000...80_000 {
      let moment = Instant(secondsSince1970: Int64(day) * 86_400 + Int64(abs(day) % 86_400))
      let text = moment.iso8601()
      let other = try Instant(iso8601: text, zone: nil)
      #expect(quick(Array(text.utf8)) == moment && other == moment, "\(text)")
    }
  }

  /// Every byte of every place of a text: what is read is what the other reader reads, and nothing is read that it
  /// refuses.
  @Test(arguments: ["2026-11-22T09:00:30Z", "2024-02-29T23:59:59Z", "2026-12-31T19:59:09Z"])
  func whatIsReadIsRight(_ text: String) {
    for place in 0..<text.utf8.count {
      for byte in UInt8(0)...127 {
        var bytes = Array(text.utf8)
        bytes[place] = byte
        guard let moment = quick(bytes) else { continue }
        let other = try? Instant(iso8601: String(decoding: bytes, as: UTF8.self), zone: nil)
        #expect(moment == other, "\(bytes)")
      }
    }
    for length in 0..<text.utf8.count { #expect(quick(Array(text.utf8.prefix(length))) == nil) }
    #expect(quick(Array((text + " ").utf8)) == nil)
  }
}
