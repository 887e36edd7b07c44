import CHaru
import Foundation
import Messages

/// Sets letters as PDF: A4, fonts embedded, the recipient's address alone in the window, the same bytes for the same letter.
public struct LetterSetter: Sendable {
  /// Where things stand.
  public var geometry: LetterGeometry
  /// What they are set in.
  public var fonts: LetterFonts

  /// Makes a setter.
  public init(geometry: LetterGeometry = LetterGeometry(), fonts: LetterFonts = .debian) {
    self.geometry = geometry
    self.fonts = fonts
  }

  /// The letter as PDF.
  /// - Throws: ``LetterError``, where a font is missing or the address does not fit the window.
  public func pdf(_ letter: LetterMessage) throws(LetterError) -> [UInt8] {
    for path in [fonts.regular, fonts.bold] where access(path, R_OK) != 0 {
      throw LetterError(
        code: "letter.font", message: "there is no font `\(path)`; Debian's package fonts-liberation brings it")
    }
    let letter = letter.settable
    try LetterCharacters.check(letter)
    guard let pdf = mesure_pdf_new(fonts.regular, fonts.bold) else {
      throw LetterError(code: "letter.pdf", message: "there is no memory for a PDF document")
    }
    defer { mesure_pdf_free(pdf) }
    var sheet = LetterSheet(pdf: pdf, geometry: geometry)
    mesure_pdf_describe(pdf, letter.subject, letter.sender.first ?? "")
    sheet.beginPage()
    try sheet.address(letter)
    sheet.head(letter)
    for paragraph in letter.paragraphs { sheet.write(paragraph) }
    var count = 0
    guard let bytes = mesure_pdf_finish(pdf, &count) else {
      throw LetterError(
        code: "letter.pdf", message: "libharu refused the letter with error \(mesure_pdf_error(pdf))")
    }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}

/// A letter while it is set: the pen moves down, and on to further pages.
private struct LetterSheet {
  let pdf: OpaquePointer
  let geometry: LetterGeometry
  /// Millimetres from the top of the page to the next line.
  private var top = 0.0

  private static let pageWidth = 210.0
  private static let pageHeight = 297.0
  private static let pointsPerMillimetre = 72 / 25.4

  init(pdf: OpaquePointer, geometry: LetterGeometry) {
    self.pdf = pdf
    self.geometry = geometry
  }

  mutating func beginPage() {
    mesure_pdf_add_page(pdf)
    top = geometry.topMargin
  }

  private var width: Double { LetterSheet.pageWidth - 2 * geometry.sideMargin }

  private func text(_ text: String, isBold: Bool = false, size: Float, left: Double, baseline: Double) {
    let x = Float(left * LetterSheet.pointsPerMillimetre)
    let y = Float((LetterSheet.pageHeight - baseline) * LetterSheet.pointsPerMillimetre)
    mesure_pdf_text(pdf, isBold ? 1 : 0, size, x, y, text)
  }

  private func millimetres(_ text: String, isBold: Bool, size: Float) -> Double {
    Double(mesure_pdf_width(pdf, isBold ? 1 : 0, size, text)) / LetterSheet.pointsPerMillimetre
  }

  /// The recipient in the window, with nothing beside them.
  func address(_ letter: LetterMessage) throws(LetterError) {
    let lines = letter.recipient.lines + (letter.recipient.country.map { [$0] } ?? [])
    let lineHeight = 4.2
    let needed = lineHeight * Double(lines.count) + 2
    guard needed <= geometry.windowHeight else {
      throw LetterError(
        code: "letter.window", message: "\(lines.count) lines of an address do not fit the window of the envelope")
    }
    // The post reads letters of 9 to 12 points; a long line is set smaller, and one that is still too wide is refused.
    for (index, line) in lines.enumerated() {
      let sizes: [Float] = [10, 9.5, 9]
      let size = sizes.first { millimetres(line, isBold: false, size: $0) <= geometry.windowWidth }
      guard let size else {
        throw LetterError(code: "letter.window", message: "`\(line)` is wider than the window of the envelope")
      }
      text(
        line, size: size, left: geometry.windowLeft,
        baseline: geometry.windowTop + 4.5 + lineHeight * Double(index))
    }
  }

  /// Sender, date and subject.
  mutating func head(_ letter: LetterMessage) {
    for line in letter.sender {
      text(line, size: 9, left: geometry.sideMargin, baseline: top)
      top += 4
    }
    top = max(top + 2, geometry.bodyTop - 12)
    text(letter.date, size: 10, left: geometry.windowLeft, baseline: top)
    top = max(geometry.bodyTop, top + 8)
    if letter.isRegistered {
      write(.init(style: .headline, text: letter.locale.hasPrefix("fr") ? "Lettre recommandée" : "Registered letter"))
    }
    if !letter.subject.isEmpty { write(.init(style: .headline, text: letter.subject)) }
  }

  mutating func write(_ paragraph: LetterMessage.Paragraph) {
    let isBold = paragraph.style == .headline
    let size: Float = paragraph.style == .legal ? 8 : paragraph.style == .headline ? 11.5 : 10.5
    let lineHeight = Double(size) * 1.35 / LetterSheet.pointsPerMillimetre
    let lines = paragraph.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .flatMap { wrapped(String($0), isBold: isBold, size: size) }
    for line in lines {
      if top > LetterSheet.pageHeight - geometry.bottomMargin { beginPage() }
      if !line.isEmpty { text(line, isBold: isBold, size: size, left: geometry.sideMargin, baseline: top) }
      top += lineHeight
    }
    top += lineHeight * 0.6
  }

  /// Words on as few lines as they need; a word wider than the page is cut.
  private func wrapped(_ text: String, isBold: Bool, size: Float) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if millimetres(longer, isBold: isBold, size: size) <= width {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if millimetres(line + String(character), isBold: isBold, size: size) > width {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    lines.append(line)
    return lines
  }
}
