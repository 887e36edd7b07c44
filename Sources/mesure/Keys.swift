import ArgumentParser
import Foundation
import Hub
import Times

/// `mesure keys`: who may call.
struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make, list and revoke API keys.",
    discussion: """
      Works on the data folder of a hub that is stopped. A running hub holds its database for itself: ask it over HTTP \
      instead, at /v1/keys, with a key that may administer.
      """,
    subcommands: [Create.self, List.self, Revoke.self])
}

/// Where a verb finds the hub's data.
struct DataOptions: ParsableArguments {
  @Option(help: "The folder that holds the database. Default: MESURE_DATA, else \(Setting.data.usual).")
  var data: String?

  /// The folder.
  var folder: DataFolder {
    DataFolder(path: data ?? ProcessInfo.processInfo.environment["MESURE_DATA"] ?? Setting.data.usual)
  }

  /// Opens the hub for a while, without serving anybody.
  func withAuthority<R>(_ body: (Authority) async throws -> R) async throws -> R {
    do {
      return try await OfflineHub.withAuthority(folder, body)
    } catch let error as StoreError where error.code == "store.busy" {
      Console.error(
        """
        a server is running on `\(folder.path)` and holds its database; stop it, or ask it over HTTP: \
        keys at /v1/keys, customers at /v1/customers, reports at /v1/indicators [\(error.code)]
        """)
      throw Ending.unusable
    } catch {
      throw Failure.ending(error)
    }
  }
}

extension Keys {
  /// `mesure keys create`.
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key and print its secret, which is told once and kept nowhere.")

    @Option(help: "What to call it.")
    var name: String
    @Option(help: "What it permits, with commas: \(Scope.allCases.map(\.name).joined(separator: ", ")).")
    var scopes: String
    @OptionGroup var data: DataOptions

    /// The scopes asked for.
    private func asked() throws -> Set<Scope> {
      let words = scopes.split(separator: ",", omittingEmptySubsequences: false)
      return Set(
        try words.map { word in
          let name = word.trimmingCharacters(in: .whitespaces)
          guard let scope = Scope(name: name) else {
            let all = Scope.allCases.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no scope `\(name)`; there is \(all)")
          }
          return scope
        })
    }

    func validate() throws { _ = try asked() }

    func run() async throws {
      let scopes = try asked()
      print(try await data.withAuthority { try await $0.createKey(name: name, scopes: scopes).secret })
    }
  }

  /// `mesure keys list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the keys, revoked ones as well.")
    @OptionGroup var data: DataOptions

    func run() async throws {
      for key in try await data.withAuthority({ try await $0.keys() }) {
        let scopes = Scope.allCases.filter { key.scopes & $0.rawValue != 0 }.map(\.name).joined(separator: ",")
        let made = List.text(key.createdAtMilliseconds)
        let end = key.revokedAtMilliseconds.map { "revoked \(List.text($0))" } ?? "holds"
        print("\(key.number)\t\(key.name)\t\(scopes)\tmade \(made)\t\(end)")
      }
    }

    private static func text(_ milliseconds: Int64) -> String {
      Instant(secondsSince1970: milliseconds / 1_000).iso8601()
    }
  }

  /// `mesure keys revoke`.
  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a key: nobody may call with it any more.")

    @Argument(help: "The key's number, as `mesure keys list` shows it.")
    var number: Int
    @OptionGroup var data: DataOptions

    func run() async throws {
      try await data.withAuthority { try await $0.revokeKey(number) }
      print("key \(number) is revoked")
    }
  }
}
