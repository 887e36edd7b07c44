// swift-tools-version: 6.1
import PackageDescription

// What the hub is compared with: the same HTTP server and the same database, and nothing decided.
let package = Package(
  name: "hub-floor",
  dependencies: [
    .package(name: "mesure", path: "../../.."),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "HubFloor",
      dependencies: [
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Records", package: "mesure"),
      ])
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
