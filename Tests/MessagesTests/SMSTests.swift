import Foundation
import Messages
import Testing

/// Text messages: encoding, parts, transliteration.
struct SMSTests {
  /// A text, its encoding, and the lengths of its parts.
  static let cases: [(text: String, encoding: SMSSegmentation.Encoding, lengths: [Int])] = [
    ("", .gsm7, [0]),
    (String(repeating: "a", count: 160), .gsm7, [160]),
    (String(repeating: "a", count: 161), .gsm7, [153, 8]),
    (String(repeating: "a", count: 306), .gsm7, [153, 153]),
    (String(repeating: "a", count: 307), .gsm7, [153, 153, 1]),
    (String(repeating: "a", count: 158) + "€", .gsm7, [160]),
    (String(repeating: "a", count: 159) + "€", .gsm7, [153, 8]),
    (String(repeating: "€", count: 81), .gsm7, [152, 10]),
    (String(repeating: "a", count: 152) + "€" + String(repeating: "b", count: 20), .gsm7, [152, 22]),
    (String(repeating: "ê", count: 70), .ucs2, [70]),
    (String(repeating: "ê", count: 71), .ucs2, [67, 4]),
    (String(repeating: "ê", count: 66) + "😀" + String(repeating: "ê", count: 10), .ucs2, [66, 12]),
    (String(repeating: "ê", count: 69) + "😀", .ucs2, [67, 4]),
    ("^{}\\[~]|€\u{0C}", .gsm7, [20]),
  ]

  @Test(arguments: cases.indices) func `a text is cut where it may be`(_ index: Int) {
    let (text, encoding, lengths) = SMSTests.cases[index]
    let cut = SMSSegmentation(text)
    #expect(cut.encoding == encoding && cut.parts.map(\.length) == lengths)
    #expect(cut.parts.map(\.text).joined() == text)
  }

  @Test func `parts bear a header, of 8 or 16 bits, and one part bears none`() {
    let text = String(repeating: "a", count: 200)
    #expect(SMSSegmentation("a").parts.map(\.header) == [[]])
    #expect(
      SMSSegmentation(text, reference: .short(1)).parts.map(\.header) == [[5, 0, 3, 1, 2, 1], [5, 0, 3, 1, 2, 2]])
    let long = SMSSegmentation(text, reference: .long(0xABCD))
    #expect(long.parts.map(\.header) == [[6, 8, 4, 0xAB, 0xCD, 2, 1], [6, 8, 4, 0xAB, 0xCD, 2, 2]])
    #expect(long.parts.map(\.length) == [152, 48])
    #expect(SMSSegmentation(String(repeating: "ê", count: 71), reference: .long(1)).parts.map(\.length) == [66, 5])
  }

  @Test func `every part fits 140 octets`() {
    var texts = SeededText(seed: 11)
    for _ in 0..<500 {
      let text = texts.text(of: SMSTests.pieces, count: 0...400)
      for reference in [SMSSegmentation.Reference.short(7), .long(700)] {
        let cut = SMSSegmentation(text, reference: reference)
        for part in cut.parts {
          let bits = (cut.encoding == .gsm7 ? 7 : 16) * part.length
          #expect(part.header.count * 8 + bits <= 1_120)
          #expect(part.payload.count == part.length * (cut.encoding == .gsm7 ? 1 : 2))
          // No half of a pair, no escape without its character.
          #expect(part.payload.last != GSMAlphabet.escape || cut.encoding == .ucs2)
        }
        #expect(cut.parts.map(\.text).joined() == text)
      }
    }
  }

  /// French: what the alphabet has, and what forces UCS-2.
  @Test func `French characters`() {
    for character in "àäéèùöüæÄÇÉÖÜÆ" { #expect(SMSSegmentation(String(character)).encoding == .gsm7, "\(character)") }
    for character in "âçêëîïôûÿœÀÂÈÊËÎÏÔÙÛŸŒ«»’‘“”…–—°²\u{A0}\u{202F}" {
      let cut = SMSSegmentation("a\(character)")
      #expect(cut.encoding == .ucs2 && cut.offendingCharacters == [character])
      // Each has a spelling that fits.
      #expect(SMSSegmentation(Transliteration.apply(to: "a\(character)")).encoding == .gsm7, "\(character)")
    }
  }

  /// A text, and how it is written with the alphabet.
  static let spellings = [
    ("L’œuvre où l’on fête Noël à 10 h…", "L'oeuvre où l'on fete Noel à 10 h..."),
    ("«\u{A0}ça\u{202F}» – 20 €", "\" ca \" - 20 €"),
    ("e\u{301}te\u{302} c\u{327}a", "éte ca"), ("😀 Ωmega Жук", "😀 Ωmega Жук"), ("ÉTÉ À L’ÎLE", "ÉTÉ A L'ILE"),
    ("{[~]}€", "{[~]}€"),
  ]

  @Test(arguments: spellings.indices) func `transliteration`(_ index: Int) {
    let (text, expected) = SMSTests.spellings[index]
    #expect(Transliteration.apply(to: text) == expected)
  }

  @Test func `marketing says how to stop, once, and it counts`() throws {
    let text = try Reader().sms()
    #expect(text.text == "A gift\nHello Zoé, look.\nOpen: https://acme.example/g?n=Zo%C3%A9\nSTOP au 36111")
    #expect(text.segmentation.length == text.text.count && text.sender == "ACME")
    let own = SmallContent().replacing(
      "whatsapp:", with: "sms: { text: { en: Hi. STOP au 36222, fr: Salut. STOP 36222 } }\nwhatsapp:")
    #expect(try Reader().sms(own).text == "Hi. STOP au 36222")
    let service = SmallContent().replacing("purpose: marketing", with: "purpose: service", in: "actions/gift.yaml")
      .replacing("category: marketing", with: "category: utility")
    #expect(try !Reader().sms(service).text.contains("STOP"))
  }

  @Test func `parts are counted after personalisation, and too many stop the message`() throws {
    let body = String(repeating: "x", count: 120)
    let content = SmallContent().replacing(
      "whatsapp:", with: "sms: { parts_max: 1, text: { en: \"{{name}} \(body)\", fr: a } }\nwhatsapp:")
    #expect(try Reader().sms(content).segmentation.parts.count == 1)
    // One character of another alphabet, and there is no room for it.
    #expect(try Reader().with("first_name", .string("Zoë")).rendering("sms", of: content).stopCodes == ["too_long"])
    let spelled = SmallContent().replacing(
      "whatsapp:",
      with: "sms: { parts_max: 1, transliterate: true, text: { en: \"{{name}} \(body)\", fr: a } }\nwhatsapp:")
    #expect(try Reader().with("first_name", .string("Zoë")).sms(spelled).segmentation.encoding == .gsm7)
  }

  /// What the texts of the comparison are made of.
  static let pieces =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \n\r.,!?'\"()@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ€^{}\\[~]|"
    .unicodeScalars.map { String(Character($0)) } + ["Bonjour ", "https://a.example/", "STOP au 36111"]
  static let others = ["ê", "ç", "œ", "’", "…", "«", "\u{202F}", "😀", "👩‍👩‍👧", "e\u{301}", "Ж", "漢", "\u{1F1EB}\u{1F1F7}"]

  @Test(.enabled(if: Smsutil.isInstalled, "smsutil is not installed: scripts/setup --tests"))
  func `smsutil cuts ten thousand texts in the same places`() throws {
    let seed: UInt64 = 20_261_123
    var generator = SeededText(seed: seed)
    let texts = (0..<10_000).map { index in
      // A third each: the alphabet alone, lengths around the limits, and other characters in between.
      switch index % 3 {
      case 0: generator.text(of: SMSTests.pieces, count: 1...400)
      case 1: generator.text(of: ["a", "€", "é"], count: 140...170)
      default: generator.text(of: SMSTests.pieces + SMSTests.others + SMSTests.others, count: 1...200)
      }
    }
    let answers = try Smsutil.cuts(texts)
    #expect(answers.count == texts.count)
    var differences = 0
    for (text, answer) in zip(texts, answers) {
      let cut = SMSSegmentation(text)
      let own = Smsutil.Answer(
        encoding: cut.encoding.rawValue, parts: cut.parts.map { .init(text: $0.text, length: $0.length) })
      if own != answer { differences += 1 }
      if own != answer, differences < 3 { Issue.record("seed \(seed): \(text.debugDescription): \(own) and \(answer)") }
    }
    #expect(differences == 0)
  }
}

/// The Python package smsutil, as its makers publish it.
enum Smsutil {
  struct Answer: Codable, Equatable {
    struct Part: Codable, Equatable {
      var text: String
      var length: Int

      // Scalar by scalar: é and e with its accent apart are not the same message.
      static func == (a: Part, b: Part) -> Bool {
        a.length == b.length && a.text.unicodeScalars.elementsEqual(b.text.unicodeScalars)
      }
    }
    var encoding: String
    var parts: [Part]
  }

  private static let python = repository.appendingPathComponent("out/venv/bin/python").path

  static let isInstalled = (try? Tool.run(python, ["-c", "import smsutil"]))?.code == 0

  static func cuts(_ texts: [String]) throws -> [Answer] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try JSONEncoder().encode(texts).write(to: file)
    let script = repository.appendingPathComponent("Tests/Clients/smsutil_splitting.py").path
    let (code, out) = try Tool.run(python, [script, file.path])
    try #require(code == 0)
    return try JSONDecoder().decode([Answer].self, from: out)
  }
}

/// Programs of the machine that tests ask.
enum Tool {
  static func run(_ path: String, _ arguments: [String]) throws -> (code: Int32, out: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, out)
  }

  static func isThere(_ name: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + name) }
}
