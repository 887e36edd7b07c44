@testable import Hub
import Testing

@Suite("Links of messages can be read back, and not be made up") struct LinkSignerTests {
  private let signer = LinkSigner(base: "https://hello.example//", key: Array(repeating: 7, count: LinkSigner.keyBytes))

  @Test("every link comes back as it was, and is its own")
  func roundTrip() {
    var seen: Set<String> = []
    for purpose in LinkSigner.Purpose.allCases {
      for decision in [1, 255, 256, 1 << 40, Int64.max] as [Int64] {
        for choice in [0, 1, 15] {
          let link = LinkSigner.Link(purpose, decision: Position(rawValue: decision), choice: choice)
          let token = signer.token(link)
          #expect(signer.link(token) == link)
          #expect(
            token.utf8.count == 36 && token.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") })
          #expect(seen.insert(token).inserted)
        }
      }
    }
    let link = LinkSigner.Link(.unsubscribe, decision: Position(rawValue: 1), choice: 0)
    #expect(signer.url(link) == "https://hello.example/u/" + signer.token(link))
  }

  @Test("a token with any bit changed, cut, longer or of another key is none")
  func forged() {
    let link = LinkSigner.Link(.unsubscribe, decision: Position(rawValue: 4_711), choice: 2)
    let token = signer.token(link)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for index in token.indices {
      for letter in alphabet where letter != token[index] {
        var forged = token
        forged.replaceSubrange(index...index, with: String(letter))
        #expect(signer.link(forged) == nil, "\(forged)")
      }
    }
    for other in ["", String(token.dropLast()), token + "A", token + "====", "é" + token.dropFirst(2)] {
      #expect(signer.link(other) == nil, "\(other)")
    }
    let other = LinkSigner(base: "https://hello.example", key: Array(repeating: 8, count: LinkSigner.keyBytes))
    #expect(other.link(token) == nil)
  }

  @Test("what names a message outside is read back")
  func ids() {
    for (decision, choice) in [(1, 0), (65_535, 15), (Int64.max, 3)] as [(Int64, Int)] {
      let text = DeliveryID.text(Position(rawValue: decision), choice: choice)
      let message = DeliveryID.message(text)
      #expect(message?.decision.rawValue == decision && message?.choice == choice)
    }
    for text in ["", "d", "d-1", "d1", "d1-16", "d1--1", "d0-0", "d-5-0", "x1-0", "d1-0x", "dzz-0"] {
      #expect(DeliveryID.message(text) == nil, "\(text)")
    }
  }
}
