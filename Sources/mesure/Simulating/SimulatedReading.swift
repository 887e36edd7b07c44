import Charters
import Decisions
import Foundation
import Intake
import Populations
import Records
import Simulations
import Times

/// The customers of a simulation, read from a file through a charter's mapping, or made up from a population file.
struct SimulatedReading {
  /// Where customers come from.
  enum Source {
    /// A file as `mesure decide` reads it.
    case file(String)
    /// A population file, and how many customers.
    case population(String, rows: Int, seed: UInt64)
  }

  /// The customers, before they are in groups.
  struct Customers {
    var rows: [(row: CustomerRow, position: Int)] = []
    /// How many there are, those outside the sample included.
    var count = 0
    var faultCount = 0
  }

  let source: Source
  /// The most customers kept, drawn by a key of their id; nothing: all.
  let sample: Int?

  /// Reads the customers as they are at a moment.
  func read(_ loaded: LoadedCharter, now: Instant) throws -> Customers {
    var customers = Customers()
    var seen = SeenIdentifiers(key: (0x6d65_7375_7265, 0x6964))
    do throws(IntakeError) {
      var file: CustomerSource
      switch source {
      case .file(let path): file = try CustomerSource(path: path, loaded: loaded)
      case .population(let path, let rows, let seed):
        guard let bytes = SimulatedReading.make(path, rows: rows, seed: seed) else { return customers }
        file = try CustomerSource(input: .bytes(bytes), format: nil, loaded: loaded)
      }
      let reader = file.reader.keepingTexts
      while let raw = try file.next() {
        let batch = reader.read(raw, now: now)
        customers.faultCount += batch.faults.count
        for row in batch.rows {
          guard seen.insert(row.state.customer.id) else {
            customers.faultCount += 1
            continue
          }
          customers.rows.append((row, customers.count))
          customers.count += 1
        }
        if let sample, customers.rows.count > 4 * sample + 10_000 { cut(&customers, to: sample) }
      }
    } catch {
      Console.error(error.line > 0 ? "\(error.line):\(error.column): \(error.message)" : error.message)
      throw Ending.unusable
    }
    if let sample { cut(&customers, to: sample) }
    return customers
  }

  /// Keeps those whose keyed numbers are the lowest, in the order of the file.
  private func cut(_ customers: inout Customers, to sample: Int) {
    guard customers.rows.count > sample else { return }
    let salt = Chance.key(of: "simulation sample")
    let drawn = customers.rows.sorted { a, b in
      let (x, y) = (
        Chance.uniform(a.row.state.customer.key, salt: salt), Chance.uniform(b.row.state.customer.key, salt: salt)
      )
      return x != y ? x < y : a.position < b.position
    }
    customers.rows = drawn.prefix(sample).sorted { $0.position < $1.position }
  }

  /// The lines of a population; nothing after a report.
  private static func make(_ path: String, rows: Int, seed: UInt64) -> [UInt8]? {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      Console.error("`\(path)` cannot be read as UTF-8 text")
      return nil
    }
    do throws(CharterFaults) {
      let population = try PopulationFile.read(text, file: path)
      var bytes: [UInt8] = []
      population.appendHeader(to: &bytes)
      for index in 0..<UInt64(max(0, rows)) { population.appendRow(index, seed: seed, to: &bytes) }
      return bytes
    } catch {
      CharterFolder(path: path).show(error.diagnostics)
      return nil
    }
  }
}

/// Tells customers apart by attributes, or by country or region.
struct GroupMaker {
  /// What customers are told apart by.
  let groupings: [Grouping]
  /// By customer, then grouping.
  let codes: [[UInt16]]
  private static let labelsMax = 12
  private static let bandCount = 5
  private static let unknown = "unknown"
  private static let others = "others"

  /// Finds the groups.
  /// - Throws: where a name is neither an attribute nor `country` or `region`.
  init(_ names: [String], _ customers: SimulatedReading.Customers, _ loaded: LoadedCharter) throws {
    var groupings: [Grouping] = []
    var codes = [[UInt16]](repeating: [], count: customers.rows.count)
    for name in names {
      let texts: [String]
      if let slot = loaded.world.slot(of: name) {
        texts = GroupMaker.texts(slot, customers, loaded)
      } else if name == "country" || name == "region" {
        texts = customers.rows.map { row, _ in
          let known = name == "country" ? row.texts?.country : row.texts?.region
          let symbol = name == "country" ? row.state.customer.country : row.state.customer.region
          if let known, !known.isEmpty { return known }
          if symbol == Symbol(loaded.charter.country) { return loaded.charter.country }
          return symbol == .none ? GroupMaker.unknown : "#\(symbol.rawValue)"
        }
      } else {
        Console.error("`--by \(name)`: there is no attribute `\(name)`; `country` and `region` are known besides")
        throw Ending.unusable
      }
      let labels = GroupMaker.labels(texts)
      let places = Dictionary(labels.enumerated().map { ($0.element, UInt16($0.offset)) }) { first, _ in first }
      groupings.append(Grouping(name: name, labels: labels))
      for index in texts.indices { codes[index].append(places[texts[index]] ?? UInt16(labels.count - 1)) }
    }
    self.groupings = groupings
    self.codes = codes
  }

  /// The most frequent texts, the others together.
  private static func labels(_ texts: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    guard counts.count > labelsMax else { return counts.keys.sorted(by: precedes) }
    let frequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(labelsMax - 1).map(\.key)
    return frequent.sorted(by: precedes) + [others]
  }

  /// Bands by their lower end, then texts.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    func start(_ text: String) -> Double? { Double(text.prefix { $0.isNumber || $0 == "-" || $0 == "." }) }
    if let x = start(a), let y = start(b), x != y { return x < y }
    return a < b
  }

  /// Values as texts: numbers in bands that hold about equally many.
  private static func texts(
    _ slot: Int, _ customers: SimulatedReading.Customers, _ loaded: LoadedCharter
  ) -> [String] {
    let type = loaded.charter.slotTypes[slot]
    let values = customers.rows.map {
      $0.row.state.customer.row.value(slot, type: type, symbols: loaded.charter.symbols)
    }
    let numbers = values.compactMap { value -> Double? in
      switch value {
      case .int(let number): Double(number)
      case .uint(let number): Double(number)
      case .double(let number): number
      default: nil
      }
    }.sorted()
    guard !numbers.isEmpty else {
      return values.map { value in
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        default: unknown
        }
      }
    }
    let cuts = Array(
      Set((1..<bandCount).map { numbers[numbers.count * $0 / bandCount] }).subtracting([numbers[0]])
    ).sorted()
    return values.map { value in
      let number: Double
      switch value {
      case .int(let own): number = Double(own)
      case .uint(let own): number = Double(own)
      case .double(let own): number = own
      default: return unknown
      }
      let band = cuts.count { $0 <= number }
      let low = band == 0 ? numbers[0] : cuts[band - 1]
      guard band < cuts.count else { return "\(text(low)) and more" }
      return type == .int || type == .uint
        ? "\(text(low))–\(text(cuts[band] - 1))" : "\(text(low)) to below \(text(cuts[band]))"
    }
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() ? String(format: "%.0f", number) : String(format: "%.2f", number)
  }
}
