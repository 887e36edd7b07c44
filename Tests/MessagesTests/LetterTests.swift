import Foundation
import Letters
import Messages
import Testing

/// Letters: the post's rules for addresses, and the page, judged by programs that read PDF.
struct LetterTests {
  /// The lines of an address, and what is wrong with it.
  static let addresses: [(lines: [String], faults: [PostalAddressFault])] = [
    (["MADAME ZOE MARTIN", "12 RUE DES LILAS", "75011 PARIS"], []),
    (["Madame Zoé Martin", "Bâtiment C", "12 RUE DES LILAS", "LIEU DIT LES PINS", "75011 PARIS"], []),
    (["MADAME ZOE MARTIN", "75011 PARIS"], [.tooFewLines(2)]),
    (["A", "B", "C", "D", "E", "F", "75011 PARIS"], [.tooManyLines(7)]),
    (["MADAME ZOE MARTIN", "12, RUE DES LILAS", "75011 PARIS"], [.notInCapitals(2)]),
    (["MADAME ZOE MARTIN", "12 rue des Lilas", "75011 PARIS"], [.notInCapitals(2)]),
    (["MADAME ZOE MARTIN", "12 RUE DES LILAS", "PARIS"], [.noPostcode]),
    (["MADAME ZOE MARTIN", "12 RUE DES LILAS", "7501 PARIS"], [.noPostcode]),
    (["MADAME ZOE MARTIN", " ", "75011 PARIS"], [.emptyLine(2)]),
    ([String(repeating: "A", count: 39), "12 RUE DES LILAS", "75011 PARIS"], [.lineTooLong(1, length: 39)]),
  ]

  @Test(arguments: addresses.indices) func `an address is as the post reads it, or refused`(_ index: Int) {
    let (lines, faults) = LetterTests.addresses[index]
    #expect(PostalAddress(lines: lines).faults == faults)
  }

  @Test func `an address from one text is written as the post wants it`() {
    let address = PostalAddress(text: "Mme Zoé Martin\n12, rue de l’Église\n 75011   Paris ")
    #expect(address.lines == ["Mme Zoé Martin", "12 RUE DE L ÉGLISE", "75011 PARIS"] && address.faults.isEmpty)
    #expect(PostalAddress(text: "A|1 rue X|75001 Paris").lines == ["A", "1 RUE X", "75001 PARIS"])
    #expect(PostalAddress(text: "").faults.contains(.tooFewLines(0)))
  }

  static let hasTools =
    Tool.isThere("pdftotext") && Tool.isThere("pdffonts") && Tool.isThere("qpdf") && Tool.isThere("pdfinfo")
  static let hasFonts = FileManager.default.isReadableFile(atPath: LetterFonts.debian.regular)

  private func letter(_ lines: [String], paragraphs: Int = 3, registered: Bool = false) -> LetterMessage {
    LetterMessage(
      recipient: PostalAddress(lines: lines), sender: ["ACME", "1 RUE DU PORT", "75001 PARIS"],
      date: "24 novembre 2026",
      subject: "Votre cœur d’été",
      paragraphs: (0..<paragraphs).map {
        .init(
          style: .text,
          text: "Paragraphe \($0). " + String(repeating: "Œuvre à « façon » – 12,50 € l’unité. ", count: 12))
      }, isRegistered: registered, locale: "fr")
  }

  private func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    return try body(file.path)
  }

  /// A word and its box, in millimetres from the upper left corner.
  private struct Word {
    var text: String
    var left, top, right, bottom: Double
  }

  private func words(_ path: String) throws -> [Word] {
    let (_, out) = try Tool.run("/usr/bin/pdftotext", ["-bbox", "-l", "1", path, "-"])
    let pattern = /xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</
    return String(decoding: out, as: UTF8.self).matches(of: pattern).map { match in
      func millimetres(_ text: Substring) -> Double { (Double(text) ?? 0) * 25.4 / 72 }
      return Word(
        text: String(match.5), left: millimetres(match.1), top: millimetres(match.2), right: millimetres(match.3),
        bottom: millimetres(match.4))
    }
  }

  @Test(
    .enabled(
      if: hasTools && hasFonts, "poppler-utils, qpdf or fonts-liberation is not installed: scripts/setup --tests"))
  func `the address lies in the window, and nothing else does`() throws {
    let longest = [
      "MADAME MARIE ANTOINETTE DE LA TOUR AUX", "APPARTEMENT 12 ESCALIER B", "RESIDENCE DES PINS",
      "1234 BOULEVARD DU MARECHAL DE TASSIGNY",
      "LIEU DIT LES HAUTES BRUYERES", "97133 SAINT BARTHELEMY",
    ]
    for lines in [["MADAME ZOE MARTIN", "12 RUE DES LILAS", "75011 PARIS"], longest] {
      try withFile(LetterSetter().pdf(letter(lines))) { path in
        let words = try words(path)
        let wanted = lines.flatMap { $0.split(separator: " ").map(String.init) }
        let inside = words.filter { $0.right > 110 && $0.left < 195 && $0.bottom > 55 && $0.top < 88 }
        #expect(inside.map(\.text) == wanted)
        for word in inside {
          #expect(word.left >= 110 - 0.1 && word.right <= 195 && word.top >= 55 && word.bottom <= 88, "\(word)")
        }
        #expect(words.allSatisfy { $0.left >= 5 && $0.right <= 205 && $0.top >= 5 && $0.bottom <= 292 })
        #expect(words.contains { $0.text == "cœur" } && words.contains { $0.text == "l’unité." })
      }
    }
  }

  @Test(
    .enabled(
      if: hasTools && hasFonts, "poppler-utils, qpdf or fonts-liberation is not installed: scripts/setup --tests"))
  func `fonts are embedded, the structure is sound, long letters go on to further pages`() throws {
    try withFile(LetterSetter().pdf(letter(["A", "1 RUE X", "75001 PARIS"], paragraphs: 14, registered: true))) {
      path in
      let fonts = String(decoding: try Tool.run("/usr/bin/pdffonts", [path]).out, as: UTF8.self)
      let rows = fonts.split(separator: "\n").dropFirst(2)
      #expect(rows.count == 2 && rows.allSatisfy { $0.contains(" yes yes yes ") }, "\(fonts)")
      #expect(try Tool.run("/usr/bin/qpdf", ["--check", path]).code == 0)
      let info = String(decoding: try Tool.run("/usr/bin/pdfinfo", [path]).out, as: UTF8.self)
      #expect(info.contains("A4") && info.contains("Pages:           2"), "\(info)")
      #expect(try words(path).map(\.text).contains("recommandée"))
    }
  }

  @Test(.enabled(if: hasFonts, "fonts-liberation is not installed: scripts/setup --tests"))
  func `the same letter has the same bytes, and an address too wide or a missing font is refused`() throws {
    let one = letter(["A", "1 RUE X", "75001 PARIS"])
    #expect(try LetterSetter().pdf(one) == LetterSetter().pdf(one))
    #expect(throws: LetterError.self) {
      try LetterSetter().pdf(letter([String(repeating: "W", count: 38), "B", "75001 PARIS"]))
    }
    // What the font lacks is refused rather than printed as a box; accents apart from their letters are put on them.
    #expect(throws: LetterError.self) { try LetterSetter().pdf(letter(["漢", "1 RUE X", "75001 PARIS"])) }
    #expect(
      try LetterSetter().pdf(letter(["Zoe\u{301}", "B", "75001 PARIS"]))
        == LetterSetter().pdf(letter(["Zo\u{E9}", "B", "75001 PARIS"])))
    let nowhere = LetterFonts(regular: "/nowhere.ttf", bold: "/nowhere.ttf")
    #expect(throws: LetterError.self) { try LetterSetter(fonts: nowhere).pdf(one) }
  }
}
