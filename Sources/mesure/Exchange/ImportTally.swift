import Intake

/// What became of the lines of an import, told at its end.
struct ImportTally {
  private(set) var takenCount = 0
  private(set) var knownCount = 0
  private(set) var faultCount = 0
  private(set) var implausibleCount = 0
  /// The most faults shown; all are counted.
  private static let faultsShownMax = 20

  mutating func add(taken: Int, known: Int, implausible: Int = 0) {
    takenCount += taken
    knownCount += known
    implausibleCount += implausible
  }

  mutating func report(_ faults: [RowFault], progress: ProgressBar) {
    for fault in faults {
      faultCount += 1
      if faultCount == 1 { progress.finish() }
      if faultCount <= ImportTally.faultsShownMax {
        Console.note("\(fault.line):\(fault.column): \(fault.message) [\(fault.code)]\n")
      } else if faultCount == ImportTally.faultsShownMax + 1 {
        Console.note("… further faulty lines are counted only\n")
      }
    }
  }

  /// The figures, for people.
  func text(_ noun: String) -> String {
    var lines = ["\(takenCount) \(noun) imported"]
    if knownCount > 0 { lines.append("\(knownCount) were there already") }
    if implausibleCount > 0 { lines.append("\(implausibleCount) implausible values were taken as absent") }
    if faultCount > 0 { lines.append("\(faultCount) faulty lines were not imported") }
    return lines.joined(separator: "\n") + "\n"
  }
}
