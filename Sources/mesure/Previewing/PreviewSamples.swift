import Charters
import Decisions
import Expressions
import Intake
import Messages
import Times

/// A customer that messages are shown for.
struct PreviewSample {
  /// Its name in the preview, fit for a file.
  var name: String
  /// What is special about it.
  var meaning: String
  var row: Row
  var locale: String
  var zone: Zone
  var address: PostalAddress

  /// What a delivery would know.
  func context(now: Instant, use: ContentUse, _ loaded: LoadedCharter) -> RenderingContext {
    var context = RenderingContext(
      now: now, zone: zone, locale: locale, unsubscribeLink: "https://preferences.invalid/u/preview",
      openingPixelLink: "https://preferences.invalid/o/preview", mayTrackOpening: false, postalAddress: address,
      messageID: "preview-\(name)")
    context.messageLinks = [
      .preferences: "https://preferences.invalid/p/preview", .confirmation: "https://preferences.invalid/c/preview",
    ]
    return context
  }
}

/// The samples of a charter: usual, worst, and from a file.
struct PreviewSamples {
  private enum Kind { case usual, longest, missing, hostile }

  private let loaded: LoadedCharter
  private let library: ContentLibrary
  private let now: Instant
  private let plan: CharterPlan
  private let binder: CustomerBinder

  init(_ loaded: LoadedCharter, _ library: ContentLibrary, now: Instant) {
    self.loaded = loaded
    self.library = library
    self.now = now
    plan = CharterPlan(loaded.charter)
    binder = CustomerBinder(loaded)
  }

  /// All samples, those of the file last.
  func all(file: String?, limit: Int) throws -> [PreviewSample] {
    var samples: [PreviewSample] = []
    for locale in library.locales {
      samples.append(made("usual-\(locale)", "a usual customer", .usual, locale: locale))
      samples.append(made("longest-\(locale)", "the longest values", .longest, locale: locale))
    }
    let first = library.locales[0]
    samples.append(made("missing", "nothing is known", .missing, locale: first))
    samples.append(made("hostile", "markup and other languages' code in every value", .hostile, locale: first))
    samples.append(made("unknown-locale", "a language that the charter does not have", .usual, locale: "zz"))
    if let file { samples += try read(file, limit) }
    return samples
  }

  private func sample(_ name: String, _ meaning: String, _ state: CustomerState, locale: String) -> PreviewSample {
    let zone = loaded.charter.zones[state.customer.zones.first ?? 0]
    let longest = name.hasPrefix("longest")
    let lines =
      longest
      ? [
        "MADAME MARIE ANTOINETTE DE LA TOUR AU", "APPARTEMENT 1234 ESCALIER B ETAGE 12",
        "RESIDENCE DES GRANDS JARDINS DU NORD", "1234 BOULEVARD DU MARECHAL DE TASSIGNY",
        "LIEU DIT LES HAUTES BRUYERES",
        "97133 SAINT BARTHELEMY CEDEX 12",
      ] : ["MADAME CAMILLE EXEMPLE", "12 RUE DES LILAS", "75011 PARIS"]
    return PreviewSample(
      name: name, meaning: meaning, row: plan.row(of: state, now: now), locale: locale, zone: zone,
      address: PostalAddress(lines: lines))
  }

  private func made(_ name: String, _ meaning: String, _ kind: Kind, locale: String) -> PreviewSample {
    var customer = binder.blank(id: name)
    if kind == .missing { customer.row = Row(slotCount: customer.row.slotCount) }
    for (slot, attribute) in loaded.world.attributes.enumerated() where kind != .missing {
      guard let value = value(of: attribute, slot: slot, kind) else { continue }
      customer.row.set(slot, value, type: attribute.type, symbols: loaded.charter.symbols)
    }
    return sample(name, meaning, CustomerState(customer: customer), locale: locale)
  }

  private func value(of attribute: World.Attribute, slot: Int, _ kind: Kind) -> Value? {
    let bounds = attribute.bounds ?? 0...1_000_000
    // A usual customer has what the charter takes for granted, but for what texts speak of.
    if kind == .usual, let usual = attribute.defaultValue, variable(of: slot) == nil { return usual }
    let number = kind == .longest ? min(bounds.upperBound, 999_999) : max(bounds.lowerBound, min(42, bounds.upperBound))
    switch attribute.type {
    case .int: return .int(Int64(number))
    case .uint: return .uint(UInt64(max(0, number)))
    case .double: return .double(kind == .longest ? number + 0.99 : number)
    case .bool: return .bool(true)
    case .timestamp: return .timestamp(Timestamp(seconds: now.secondsSince1970))
    case .duration: return .duration(.seconds(86_400))
    case .list:
      let keys = kind == .hostile ? ["<script>alert(1)</script>"] : library.products.keys.sorted()
      return .list(keys.prefix(20).map { .string($0) })
    case .string:
      if let values = attribute.values { return values.max { $0.count < $1.count }.map { .string($0) } }
      return .string(text(slot: slot, kind))
    default: return nil
    }
  }

  private func variable(of slot: Int) -> ContentVariable? {
    library.variables.first { if case .slot(slot) = $0.source { true } else { false } }
  }

  private func text(slot: Int, _ kind: Kind) -> String {
    let variable = variable(of: slot)
    if variable?.format == .url { return kind == .hostile ? "javascript:alert(1)" : "https://www.example.com/mine" }
    switch kind {
    case .hostile: return "<img src=x onerror=alert(1)>\"'&{{first_name}}"
    case .longest:
      let length = min(200, variable?.charactersMax ?? ContentVariable.usualCharactersMax)
      let syllables = "Wilhelmina-Maximiliane d’Œuvre-Bêche "
      return String(String(repeating: syllables, count: length / syllables.count + 1).prefix(length))
    default: return "Camille"
    }
  }

  private func read(_ file: String, _ limit: Int) throws -> [PreviewSample] {
    var samples: [PreviewSample] = []
    do throws(IntakeError) {
      var source = try CustomerSource(path: file, loaded: loaded)
      while samples.count < limit, let raw = try source.next() {
        for row in source.reader.read(raw, now: now).rows.prefix(limit - samples.count) {
          samples.append(
            sample(
              "customer-\(samples.count + 1)", "customer \(row.state.customer.id) of the file", row.state,
              locale: library.locales[0]))
        }
      }
    } catch {
      Console.error(error.line > 0 ? "\(file):\(error.line):\(error.column): \(error.message)" : error.message)
      throw Ending.unusable
    }
    return samples
  }
}
