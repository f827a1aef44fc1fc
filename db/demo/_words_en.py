"""The demo company in English: a maker of scales and packing machines with four offices. Everybody is invented."""

from __future__ import annotations

from ._words import Article, Place, Staff, Words

_STAFF = (
    Staff("Nora Whitfield", "nora.whitfield", "admin", None),
    Staff("Marcus Ellery", "marcus.ellery", "manager", None),
    Staff("Joan Pemberton", "joan.pemberton", "lead", 0),
    Staff("Theo Lindqvist", "theo.lindqvist", "lead", 1),
    Staff("Priya Raman", "priya.raman", "lead", 2),
    Staff("Caleb Ostrander", "caleb.ostrander", "lead", 3),
    Staff("Ruth Abernathy", "ruth.abernathy", "viewer", 0),
    Staff("Hannah Corliss", "hannah.corliss", "rep", 0),
    Staff("Dominic Vale", "dominic.vale", "rep", 0),
    Staff("Imani Okafor", "imani.okafor", "rep", 0),
    Staff("Felix Brandvold", "felix.brandvold", "rep", 0),
    Staff("Grace Tolliver", "grace.tolliver", "rep", 0),
    Staff("Owen Hartsfield", "owen.hartsfield", "rep", 1),
    Staff("Lucia Ferrante", "lucia.ferrante", "rep", 1),
    Staff("Samuel Dray", "samuel.dray", "rep", 1),
    Staff("Bethany Quill", "bethany.quill", "rep", 1),
    Staff("Victor Nyland", "victor.nyland", "rep", 1),
    Staff("Amara Sinclair", "amara.sinclair", "rep", 2),
    Staff("Joel Castellan", "joel.castellan", "rep", 2),
    Staff("Mei Hathaway", "mei.hathaway", "rep", 2),
    Staff("Arthur Penrose", "arthur.penrose", "rep", 2),
    Staff("Dana Kilbride", "dana.kilbride", "rep", 3),
    Staff("Rafael Montrose", "rafael.montrose", "rep", 3),
    Staff("Elise Warrender", "elise.warrender", "rep", 3),
    Staff("Kurt Havelock", "kurt.havelock", "rep", 3),
)

_PLACES = (
    Place("Massachusetts", "Boston", "617", "021", 0, 20),
    Place("Massachusetts", "Worcester", "508", "016", 0, 6),
    Place("Rhode Island", "Providence", "401", "029", 0, 6),
    Place("Connecticut", "Hartford", "860", "061", 0, 7),
    Place("New York", "Albany", "518", "122", 0, 7),
    Place("New Hampshire", "Manchester", "603", "031", 0, 4),
    Place("Illinois", "Chicago", "312", "606", 1, 20),
    Place("Illinois", "Rockford", "815", "611", 1, 4),
    Place("Wisconsin", "Milwaukee", "414", "532", 1, 8),
    Place("Indiana", "Indianapolis", "317", "462", 1, 8),
    Place("Michigan", "Grand Rapids", "616", "495", 1, 6),
    Place("Ohio", "Columbus", "614", "432", 1, 6),
    Place("Colorado", "Denver", "303", "802", 2, 16),
    Place("Colorado", "Boulder", "720", "803", 2, 5),
    Place("Utah", "Salt Lake City", "801", "841", 2, 8),
    Place("New Mexico", "Albuquerque", "505", "871", 2, 5),
    Place("Idaho", "Boise", "208", "837", 2, 4),
    Place("Texas", "Austin", "512", "787", 3, 15),
    Place("Texas", "San Antonio", "210", "782", 3, 9),
    Place("Texas", "Waco", "254", "767", 3, 3),
    Place("Oklahoma", "Tulsa", "918", "741", 3, 5),
    Place("Louisiana", "Baton Rouge", "225", "708", 3, 4),
)

_ARTICLES = (
    Article("Bench scale 30 kg", "Scales", "Piece", ("Bench scales", "Kitchen scales", "More bench scales")),
    Article(
        "Counter scale with printer",
        "Scales",
        "Piece",
        ("Counter scales", "New counters", "Replace the old counter scales"),
    ),
    Article("Platform scale 300 kg", "Scales", "Piece", ("Platform scale for the store", "Platform scales")),
    Article("Floor scale 3 t", "Scales", "Piece", ("Floor scale for goods in", "Floor scale for dispatch")),
    Article("Truck scale 60 t", "Scales", "Set", ("Truck scale at the gate", "Second truck scale")),
    Article("Label printer", "Packing", "Piece", ("Label printers", "Labels for the new line", "Shelf labels")),
    Article("Checkweigher", "Packing", "Set", ("Checkweigher for line 2", "Checkweigher", "Weight control")),
    Article("Packing machine", "Packing", "Set", ("Packing line", "Packing machine", "Second packing line")),
    Article("Weighing software", "Software", "Piece", ("Weighing software", "Software for all scales")),
    Article("Installation and training", "Services", "Hour", ("Installation", "Training of the shift leads")),
    Article("Yearly service contract", "Services", "Month", ("Service contract", "Renewal of the service")),
    Article("Calibration", "Services", "Piece", ("Calibration", "Yearly calibration", "Calibration on site")),
)

EN = Words(
    language="en",
    company="Meridale Weighing Systems",
    domain="meridale.example",
    country="United States",
    units=(("Boston", None), ("Chicago", None), ("Denver", None), ("Austin", 2)),
    staff=_STAFF,
    places=_PLACES,
    streets=(
        "Alder Street", "Mill Lane", "Quarry Road", "Foundry Avenue", "Orchard Street", "Canal Street",
        "Station Road", "Harbor Way", "Chestnut Avenue", "Tannery Row", "Depot Street", "Granite Drive",
    ),
    address="{number} {street}",
    men=(
        "Aaron, Adrian, Albert, Andre, Barry, Blake, Bruno, Calvin, Clifford, Conrad, Dale, Desmond, Edgar, "
        "Elliot, Emmett, Ernest, Everett, Floyd, Franklin, Gavin, Gordon, Harvey, Hugo, Ivan, Jasper, Jerome, "
        "Julian, Kenneth, Leland, Lionel, Lorenzo, Malcolm, Marvin, Miles, Nathan, Nelson, Otis, Percy, "
        "Quentin, Ralph, Reuben, Roland, Silas, Spencer, Stanley, Tobias, Vernon, Walter, Warren, Wesley"
    ),
    women=(
        "Abigail, Adele, Agnes, Beatrice, Bianca, Camille, Carmen, Celia, Clara, Constance, Daphne, Delia, "
        "Edith, Eleanor, Estelle, Eva, Fiona, Flora, Frances, Gemma, Greta, Harriet, Helen, Ida, Ingrid, "
        "Irene, Josephine, Judith, Leona, Lillian, Lydia, Mabel, Marian, Maxine, Miriam, Naomi, Nina, "
        "Odette, Olive, Pauline, Phoebe, Rosalind, Sabrina, Sylvia, Tamara, Ursula, Vivian, Wanda, Yvonne, Zoe"
    ),
    families=(
        "Abbott, Ainsley, Aldridge, Ashby, Atwater, Bancroft, Barlow, Beckett, Bexley, Birch, Blackwood, "
        "Bramwell, Brightman, Calloway, Carver, Chilton, Clement, Colby, Cranston, Crowder, Dalton, Darrow, "
        "Denham, Driscoll, Dunmore, Eastman, Edgerton, Ellwood, Fairbanks, Farrow, Fenwick, Finch, Galloway, "
        "Garland, Gifford, Goodwin, Greer, Hadley, Halston, Hargrove, Hawthorne, Hensley, Holcomb, Hollis, "
        "Ingram, Jarvis, Keating, Kendrick, Kimball, Kirby, Lambert, Langley, Larkin, Latimer, Lockhart, "
        "Mabry, Marlowe, Mercer, Merrick, Monroe, Nash, Newcomb, Norwood, Oakley, Orton, Paxton, Pickett, "
        "Prescott, Quigley, Radford, Ramsey, Redmond, Ridley, Rowan, Rutledge, Sawyer, Selby, Shelton, "
        "Stanton, Stokes, Sutter, Talbot, Tatum, Thorne, Tilden, Trask, Upton, Vance, Wadley, Walden, "
        "Weatherby, Wendell, Wickham, Winslow, Wooten, Yardley, Yates"
    ),
    roots=(
        "Alderbrook, Amberfield, Arcwell, Ashgrove, Bellhaven, Birchmoor, Blueharbor, Bramblewick, Brightwater, "
        "Brookmere, Calderon Bay, Cedarline, Clearfork, Cloverdene, Coldspring, Copperhill, Cranemoor, "
        "Crestline, Dovecote, Drumlin, Dunehill, Eastmarsh, Elderwood, Emberton, Fallowfield, Fernbank, "
        "Firthside, Foxglen, Gildersome, Goldfinch, Granary Point, Graywater, Greenlough, Halvern, Harrowgate, "
        "Hazelcroft, Heronsway, Highmeadow, Hollybank, Ironbridge Row, Ivyfield, Juniper Flats, Kestrel Bay, "
        "Kingsbarrow, Lakemont, Larkspur, Lindenhall, Longacre, Maplestead, Marrowby, Mistral Point, Mossbank, "
        "Netherfold, Northlea, Oakhurst Mills, Oldbarn, Orchardale, Pebblebrook, Pinecrest Row, Quarryside, "
        "Quillfeather, Ravensmoor, Redthorn, Riverbend Nine, Rookfield, Saltmarsh, Sandpiper, Silverlake Row, "
        "Sparrowhill, Stillwater Nine, Stonebeck, Summerhaye, Sunfield, Swiftbrook, Tallgrass, Thistledown, "
        "Timberlake Nine, Tidewell, Underhill Row, Valebrook, Verity Point, Wainscott Row, Waterford Nine, "
        "Westering, Wheatcroft, Whitlow, Wildmoor, Willowbank, Windermoor, Wrenfield, Yarrowdale, Zephyr Row"
    ),
    firms=(
        ("{} Foods", "{} Metalworks", "{} Plastics", "{} Ceramics", "{} Mills", "{} Manufacturing"),
        ("{} Markets", "{} Grocers", "{} Butchers", "{} Wholesale", "{} Hardware"),
        ("{} Aggregates", "{} Concrete", "{} Builders Supply"),
        ("{} Systems", "{} Automation"),
        ("{} Commodity Trading",),
        ("{} Pharmaceuticals", "{} Laboratories", "{} Clinic"),
        ("{} Technical College", "{} Culinary School"),
        ("{} Logistics", "{} Freight", "{} Warehousing"),
        ("{} Recycling", "{} Catering", "{} Laundry Services", "{} Fulfillment"),
    ),
    website="www.{}.example",
    jobs=(
        "Owner", "General manager", "Purchasing manager", "Plant manager", "Quality manager", "Buyer",
        "Head of logistics", "Store manager", "Finance manager", "Maintenance engineer",
    ),
    departments=(
        "Management", "Management", "Purchasing", "Production", "Quality", "Purchasing", "Logistics",
        "Stores", "Finance", "Maintenance",
    ),
    articles=_ARTICLES,
    deal_title="{what}, {whom}",
    next_steps=(
        ("Call and ask about the need", "Send the brochure", "Find out who decides"),
        ("Agree on a visit", "Ask for the drawings", "Clear up the budget"),
        ("Send the offer", "Follow up the offer", "Show the demo unit"),
        ("Agree on terms of payment", "Get the order signed", "Meet the buyer", "Confirm the delivery date"),
    ),
    task_titles={
        "call": ("Call about the offer", "Return the call", "Ask how the trial went"),
        "meeting": ("Meet the buyer", "Prepare the meeting", "Show the demo unit"),
        "visit": ("Visit the site", "Measure the place of installation"),
        "email": ("Send the data sheet", "Send the revised offer", "Send references"),
        "follow_up": ("Follow up the offer", "Ask for the decision", "Remind of the samples"),
        "task": ("Prepare the offer", "Check delivery time", "Get the discount approved"),
    },
    subjects={
        "call": ("First call", "Talked about the need", "Asked about the offer", "Terms of payment", "Call back"),
        "meeting": ("Meeting at our office", "Demo of the scale", "Meeting with purchasing", "Price talks"),
        "visit": ("Visit to the site", "Looked at the line", "Installation checked"),
        "email": ("Offer sent", "Data sheet sent", "Questions answered", "Revised offer sent"),
        "message": ("Short message about the date", "Sent the location", "Asked for a call back"),
    },
    deal_notes=(
        "Compares us with two others; service decides.",
        "Wants delivery before the audit.",
        "The plant manager is for us, purchasing only looks at the price.",
        "Budget is approved for this quarter.",
        "Asked for three references nearby.",
        "Trial unit is in their hall since last week.",
        "Wants payment in two parts.",
        "Decision has moved to the next board meeting.",
    ),
    customer_notes=(
        "Prefers calls in the morning.",
        "Deliveries only through the gate in the yard.",
        "Opens a second site next year.",
        "Invoices must bear their order number.",
        "Was at our stand at the spring fair.",
        "Pays on time; a good reference.",
        "Has two scales of another make that are due for replacement.",
    ),
    call_notes=(
        "Asked for a better price.",
        "Will speak with the plant manager.",
        "Call again after the holidays.",
        "Very interested, wants to see it at work.",
        "Sent the data sheet right after.",
    ),
    customer_tags=("Key account", "Fair visitor", "Framework agreement", "Slow payer", "Reference"),
    deal_tags=("Replacement", "New site", "Public tender", "Hot", "Spring offer"),
)  # fmt: skip
