import Audits
import Charters
import Intake
import Times

/// Exports as text, read as files are.
enum Reading {
  static let directory = ZoneDirectory()

  static var paris: Zone { directory.zone(named: "Europe/Paris") ?? .utc }

  static func read(_ text: String, _ change: (inout SendOptions) -> Void = { _ in }) throws -> SendFile {
    var options = SendOptions(directory: directory)
    options.zone = paris
    options.country = "FR"
    change(&options)
    return try SendFile(bytes: Array(text.utf8), options: options)
  }

  static var law: LawBook {
    let shipped = ShippedLaw.all()
    return LawBook(hours: shipped.hours, holidays: shipped.holidays)
  }

  /// The audit of an export, under the law that ships.
  static func audit(_ text: String, _ change: (inout SendOptions) -> Void = { _ in }) throws -> Audit {
    Audit(try read(text, change).sends, law: law)
  }
}
