/// Where things stand on the page, in millimetres from its upper left corner: one profile a printer.
public struct LetterGeometry: Hashable, Sendable {
  /// The left edge of the window for the recipient's address.
  public var windowLeft = 110.0
  /// Its upper edge.
  public var windowTop = 55.0
  /// Its width.
  public var windowWidth = 85.0
  /// Its height.
  public var windowHeight = 33.0
  /// The left and right edge of the letter.
  public var sideMargin = 25.0
  /// The upper edge of the sender's address.
  public var topMargin = 20.0
  /// The lower edge of the letter.
  public var bottomMargin = 20.0
  /// Where the text begins on the first page.
  public var bodyTop = 105.0

  /// A window of 85 × 33 mm on the right, 110 mm from the left and 55 mm from the top of an A4 page, as French mail houses
  /// ask for. Source: edics.fr, "Rédiger vos adresses"; Arial or Helvetica of 9 to 12 points.
  public init() {}
}

/// The font files that letters are set in; they are embedded.
public struct LetterFonts: Hashable, Sendable {
  /// Of text.
  public var regular: String
  /// Of headlines.
  public var bold: String

  /// Liberation Sans, which is as wide as Arial, where Debian puts it (package `fonts-liberation`).
  public static let debian = LetterFonts(
    regular: "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    bold: "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf")

  /// Makes a choice of fonts.
  public init(regular: String, bold: String) {
    self.regular = regular
    self.bold = bold
  }
}

/// Why a letter cannot be set.
public struct LetterError: Error, Hashable, Sendable {
  /// A stable code: `letter.font`, `letter.window`, `letter.pdf`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
}
