@testable import Channels
import Hub
@testable import Messages
import Testing

@Suite("What SMPP says, read") struct SMPPReadingTests {
  private func delivery(_ text: String, parameters: [UInt8] = []) -> SMPPDelivery {
    let text = Array(text.utf8)
    let address = [1, 1] + Array("33612345678".utf8) + [0]
    return SMPPDelivery([0] + address + address + [4, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(text.count)] + text + parameters)
  }

  @Test("receipts, in the forms in which providers write them")
  func receipts() {
    let table: [(String, [UInt8], FeedbackKind?)] = [
      (
        "id:7a sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:hi", [],
        .delivered
      ),
      ("id:7a stat:UNDELIV err:001", [], .bouncedForGood), ("id:7a stat:UNDELIV err:002", [], .bounced),
      ("ID:7a Stat:Expired Err:000", [], .expired), ("id:7a stat:REJECTD err:9", [], .refusedByProvider),
      ("id:7a stat:ACCEPTD err:0", [], nil), ("id:7a stat:ENROUTE", [], nil), ("id:7a stat:DELETED", [], .bounced),
      ("id:7a stat:UNKNOWN", [], .unknown), ("id:7a", [], nil),
      // A customer's text cannot speak for the network.
      ("id:7a stat:UNDELIV err:002 text:id:9 stat:DELIVRD", [], .bounced),
      ("", [0x00, 0x1E, 0, 3, 0x37, 0x61, 0, 0x04, 0x27, 0, 1, 2], .delivered),
      ("id:other stat:UNDELIV", [0x04, 0x27, 0, 1, 2, 0x00, 0x1E, 0, 3, 0x37, 0x61, 0], .delivered),
    ]
    for (text, parameters, kind) in table {
      let receipt = SMPPReceipt(delivery(text, parameters: parameters))
      #expect(receipt?.id == "7a" && receipt?.kind(deadErrors: ["001"]) == kind, "\(text)")
    }
    #expect(SMPPReceipt(delivery("stat:DELIVRD")) == nil)
  }

  @Test("a packet cut short anywhere is read as far as it goes, and no length makes it read further")
  func truncated() {
    let whole = Array("id:7a stat:DELIVRD".utf8)
    let address = [1, 1] + Array("336".utf8) + [0]
    let body =
      [0] + address + address + [4, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(whole.count)] + whole + [0, 0x1E, 0xFF, 0xFF, 1]
    for count in 0...body.count { _ = SMPPReceipt(SMPPDelivery(Array(body.prefix(count)))) }
    for (length, isRead) in [(0, false), (15, false), (16, true), (65_536, true), (65_537, false)] {
      #expect(SMPPDecoder.mayHave(length: length) == isRead, "\(length)")
    }
  }

  @Test("telephone numbers as people write them")
  func numbers() {
    let table: [(String, String?)] = [
      ("+33 6 12 34 56 78", "33612345678"), ("0033612345678", "33612345678"), ("33612345678", "33612345678"),
      ("06.12.34.56.78", "33612345678"), ("+1 (202) 555-0147", "12025550147"), ("12345", nil), ("", nil),
      ("+0612345678", nil),
      ("+33612345678901234", nil), ("06 12 34 56 78 ext 9", nil), ("٠٦١٢٣٤٥٦٧٨", nil), ("6+123456789", nil),
    ]
    for (text, digits) in table { #expect(PhoneNumber(text, countryCode: "33")?.digits == digits, "\(text)") }
    #expect(PhoneNumber("0612345678") == nil)
  }

  @Test("senders")
  func senders() {
    let table: [(String, UInt8?)] = [
      ("36111", 3), ("SHOP", 5), ("Shop24", 5), ("+33612345678", 1), ("33612345678", 1), ("12", nil), ("", nil),
      ("TWELVELETTERS", nil), ("SH\0P", nil), ("été", nil), ("A.B", nil),
    ]
    for (text, kind) in table { #expect(SMPPAddress(sender: text)?.kind == kind, "\(text)") }
  }

  @Test("every character of the alphabet is read back as it was written")
  func alphabet() {
    for value in 0..<0x500 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value), GSMAlphabet.contains(scalar) else { continue }
      let text = String(scalar)
      #expect(GSMAlphabet.text(septets: SMSSegmentation(text).parts[0].payload) == text, "\(value)")
    }
    #expect(GSMAlphabet.text(septets: [0x1B, 0x65, 0x41, 0x1B, 0x42, 0xFF, 0x1B]) == "€AB")
  }

  @Test("lengths of time")
  func times() {
    for (seconds, text) in [
      (4 * 3600, "000000040000000R"), (90, "000000000130000R"), (2 * 86_400 + 1, "000002000001000R"),
    ] as [(Int64, String)] { #expect(SMPPBody.relative(seconds) == text) }
  }
}
